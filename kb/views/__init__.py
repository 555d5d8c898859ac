"""The pages: read the address, call one function of the knowledge base, draw."""
