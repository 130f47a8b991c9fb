"""How the embedded embedding model is made from the published weights; not part of the installed program."""
