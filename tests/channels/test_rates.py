"""A caller may ask so many times a minute; then it is told how long to wait."""

from channels.rates import CALLERS_REMEMBERED, Rates


class Seconds:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_minutes_requests_may_come_at_once_and_no_more() -> None:
    rates = Rates(Seconds())

    waits = [rates.wait_seconds("a", per_minute=3) for _ in range(4)]

    assert waits[:3] == [0, 0, 0]
    assert 0 < waits[3] <= 20


def test_after_waiting_as_told_the_caller_may_go_on() -> None:
    seconds = Seconds()
    rates = Rates(seconds)
    for _ in range(3):
        rates.wait_seconds("a", per_minute=3)

    seconds.now += rates.wait_seconds("a", per_minute=3)

    assert rates.wait_seconds("a", per_minute=3) == 0
    assert rates.wait_seconds("a", per_minute=3) > 0


def test_callers_do_not_share_a_bucket() -> None:
    rates = Rates(Seconds())
    rates.wait_seconds("a", per_minute=1)

    assert rates.wait_seconds("b", per_minute=1) == 0


def test_a_bucket_never_holds_more_than_a_minute() -> None:
    seconds = Seconds()
    rates = Rates(seconds)
    rates.wait_seconds("a", per_minute=2)
    seconds.now += 86_400

    waits = [rates.wait_seconds("a", per_minute=2) for _ in range(3)]

    assert waits[:2] == [0, 0]
    assert waits[2] > 0


def test_refused_requests_do_not_postpone_the_next_allowed_one() -> None:
    seconds = Seconds()
    rates = Rates(seconds)
    for _ in range(60):
        rates.wait_seconds("a", per_minute=60)

    for _ in range(127):
        assert rates.wait_seconds("a", per_minute=60) > 0
        seconds.now += 1 / 128
    seconds.now += 1 / 128

    assert rates.wait_seconds("a", per_minute=60) == 0


def test_any_number_of_callers_takes_bounded_memory() -> None:
    rates = Rates(Seconds())

    for number in range(CALLERS_REMEMBERED + 500):
        rates.wait_seconds(str(number), per_minute=1)

    assert rates.wait_seconds("0", per_minute=1) == 0
    assert rates.wait_seconds(str(CALLERS_REMEMBERED + 499), per_minute=1) > 0
