"""The ASGI app around the pages."""
