"""The MCP server: the tools ask, search and get_document for programs built on language models."""
