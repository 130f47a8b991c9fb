"""The desk of the 12345 agents: what can be said to a caller at once, and what is kept of what was said."""
