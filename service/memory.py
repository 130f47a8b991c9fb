"""What a long-lived process tells Python's garbage collector."""

import gc

# New objects before the youngest are looked through: a question makes some thousands, hardly any in a circle.
_NEW_OBJECTS = 50_000


def keep_what_is_loaded() -> None:
    """Models, word lists and code stay until the process ends: the collector does not go through them again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 20, 20)
