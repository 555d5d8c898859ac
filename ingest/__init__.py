"""From a source file to a Document, and to its Passages. Knows nothing of `kb`, of databases, of Streamlit."""
