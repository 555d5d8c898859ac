"""Routes asked by the pages' own scripts while somebody writes or collects."""
