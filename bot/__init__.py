"""How an answer comes about: one ordered list of steps from a question to a cited answer."""
