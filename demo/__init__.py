"""The demo corpus: real published documents with their origin, and what its editors confirmed. Data only."""
