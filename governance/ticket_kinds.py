"""What a ticket is about, where it stands, and what can happen to it: closed sets all (R§6.1, R§6.6)."""

from enum import Enum


class TicketKind(Enum):
    """What somebody wants; the term to answer in depends on it (ticket_terms.toml)."""

    CONSULTATION = "consultation"  # 咨询: a question that could not be answered at once
    HELP = "help"  # 求助
    COMPLAINT = "complaint"  # 投诉: about a unit
    REPORT = "report"  # 举报: of somebody
    SUGGESTION = "suggestion"  # 建议
    PRAISE = "praise"  # 表扬
    CORRECTION = "correction"  # 纠错: a published text or an answer is wrong; goes to the owner of the text

    @property
    def names_somebody(self) -> bool:
        """Whether it is about a unit or person, who must then neither get nor see it (R§6.9)."""
        return self in (TicketKind.COMPLAINT, TicketKind.REPORT)


class TicketState(Enum):
    """Where a ticket stands."""

    UNASSIGNED = "unassigned"  # no unit is known yet: the hotline's manager dispatches it
    SENT = "sent"  # with a unit that has not taken it on yet
    ACCEPTED = "accepted"  # the unit works on it (签收)
    RETURNED = "returned"  # the unit says it is not theirs; the hotline's manager decides
    MERGED = "merged"  # about the same matter as another ticket, whose answer it will get (并单)
    ANSWERED = "answered"  # the unit has answered; a person tells the caller

    @property
    def is_with_unit(self) -> bool:
        """Whether a unit is to act on it."""
        return self in (TicketState.SENT, TicketState.ACCEPTED)

    @property
    def is_open(self) -> bool:
        """Whether its own clock still runs."""
        return self not in (TicketState.MERGED, TicketState.ANSWERED)


class TicketStep(Enum):
    """What happened to a ticket; each is one line of its history."""

    OPENED = "opened"
    DISPATCHED = "dispatched"  # to a unit, by the hotline's manager
    ACCEPTED = "accepted"
    RETURNED = "returned"
    ADJUDICATED = "adjudicated"  # after a return: the decision stands, no further return
    EXTENDED = "extended"
    ANSWERED = "answered"
    MERGED = "merged"  # into another, or another into it
    PARTED = "parted"  # the merging was undone
    FOLLOWED_UP = "followed_up"  # the hotline called back (回访)
    REOPENED = "reopened"  # answered, but not to satisfaction: the unit deals with it again
    EXCLUDED = "excluded"  # what was demanded is unreasonable: the follow-up counts for no rate
    INCLUDED = "included"  # it counts after all


class FollowUpOutcome(Enum):
    """What calling back came to (R§6.8)."""

    UNREACHED = "unreached"
    SATISFIED = "satisfied"  # solved, and the caller is satisfied
    DISSATISFIED = "dissatisfied"  # not solved, or the caller is not satisfied
