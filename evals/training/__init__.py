"""Learns the weights that ship with the project, from questions that ship with it; nothing here runs in production."""
