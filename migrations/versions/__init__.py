"""One change of the database a file, in the order of their numbers."""
