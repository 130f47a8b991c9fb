"""How the reader that ships is trained and built; not part of the installed program."""
