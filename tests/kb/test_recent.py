"""What is kept lately is bounded, and what is read through it is what the database says."""

from kb.recent import Recent


def test_only_the_keys_that_are_kept_come_back() -> None:
    recent: Recent[str, int] = Recent(10)
    recent.keep({"a": 1, "b": 2})

    assert recent.held(["b", "c"]) == {"b": 2}


def test_what_was_not_used_for_longest_goes_first() -> None:
    recent: Recent[str, int] = Recent(2)
    recent.keep({"a": 1, "b": 2})
    recent.held(["a"])
    recent.keep({"c": 3})

    assert recent.held("abc") == {"a": 1, "c": 3}


def test_more_than_the_limit_at_once_is_not_kept() -> None:
    recent: Recent[int, int] = Recent(3)
    recent.keep({number: number for number in range(100)})

    assert recent.held(range(100)) == {97: 97, 98: 98, 99: 99}
