"""Routes of the watch: reporting from a telephone, exports, the work beside the pages."""
