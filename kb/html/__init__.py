"""Records, passages and matrices as HTML, which pages and routes send alike."""
