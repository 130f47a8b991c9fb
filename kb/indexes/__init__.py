"""The back ends of the search index, one a file."""
