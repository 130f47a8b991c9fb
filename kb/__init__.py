"""What we know and how sure we are: documents, clauses, passages, and where they are found."""
