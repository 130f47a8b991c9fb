"""What a scorecard says, as values: counts, shares that may have nothing behind them, and how fresh things are."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from governance.clocks import DutyKind
from governance.columns import Column, Freshness
from governance.quarters import Quarter


@dataclass(frozen=True, slots=True)
class Owing:
    """Of one kind of duty that was due in the quarter: in time, late and done, late and open, waived."""

    due: int = 0
    in_time: int = 0
    late: int = 0
    overdue: int = 0
    waived: int = 0

    @property
    def rate(self) -> float | None:
        """The share done in time, 0..1; None when nothing was due."""
        counted = self.due - self.waived
        return self.in_time / counted if counted else None


@dataclass(frozen=True, slots=True)
class TicketCounts:
    """Tickets of the quarter: received, answered, answered in time, returned. Merged ones count with their leader."""

    received: int = 0
    answered: int = 0
    in_time: int = 0
    returned: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int = 0
    whole: int = 0

    @property
    def rate(self) -> float | None:
        """0..1; None where nobody was asked, which is not the same as nobody saying yes."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """What people said of the unit (R§6.8).

    Of those called back about the quarter's tickets, how many had been contacted (响应率), had their matter solved
    (解决率), were satisfied (满意率). judged: of the answers naming the unit that people judged, how many were good.
    """

    contacted: Share = Share()
    solved: Share = Share()
    satisfied: Share = Share()
    judged: Share = Share()


@dataclass(frozen=True, slots=True)
class AccountFreshness:
    """An account of the unit that is on, and when it last posted."""

    key: str
    name: str
    freshness: Freshness


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One unit in one quarter. owing: by kind of duty. heads_interpretations: in the calendar year so far.

    columns, accounts: as they stood at the end of the quarter, or now where it is not over.
    """

    unit_id: str
    unit: str
    quarter: Quarter
    owing: dict[DutyKind, Owing]
    published: int
    withdrawn: int
    heads_interpretations: int
    approved_active: int
    approved_reopened: int
    tickets: TicketCounts
    satisfaction: Satisfaction = Satisfaction()
    columns: Mapping[Column, Freshness] = field(default_factory=dict)
    accounts: tuple[AccountFreshness, ...] = ()

    @property
    def says_something(self) -> bool:
        """Whether there is anything in it but noughts."""
        counted = (self.published, self.withdrawn, self.approved_active, self.approved_reopened, self.tickets.received)
        is_known = any(one.last for one in self.columns.values())
        return (
            bool(self.owing) or any(counted) or bool(self.satisfaction.judged.whole) or is_known or bool(self.accounts)
        )
