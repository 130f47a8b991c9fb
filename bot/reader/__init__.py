"""A small model that reads a question beside a passage and says which parts of the passage answer it."""
