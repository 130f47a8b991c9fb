"""What is loaded once is kept apart from what the garbage collector goes through."""

import gc

from service.memory import keep_what_is_loaded


def test_what_is_loaded_is_not_gone_through_again() -> None:
    before = gc.get_threshold()
    try:
        keep_what_is_loaded()

        assert gc.get_freeze_count() > 1000
        assert gc.get_threshold()[0] > before[0]
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
