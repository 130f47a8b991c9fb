"""The client: the page citizens ask on, and the page that shows quoted words in their document."""
