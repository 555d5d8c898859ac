"""Words in the index: how texts become terms, and the postings that hold them."""
