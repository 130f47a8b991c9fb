"""The embedders there are: the model shipped with the program, and any sentence-transformers model.

Open one with `open_embedder`; the libraries behind it load only then.
"""

from kb.embedders.opening import open_embedder

__all__ = ["open_embedder"]
