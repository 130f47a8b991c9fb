"""One step of the way from question to answer in each file."""
