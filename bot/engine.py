"""Ask a question, get the one answer; the conversation and the answer are kept."""
