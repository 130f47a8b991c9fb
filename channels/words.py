"""Looks up what people read for a member of a closed set, and the sentences HTTP callers get."""

import tomllib
from enum import Enum
from functools import cache
from importlib.resources import files

from bot.answers import AnswerStatus
from bot.feedback import Verdict
from channels.account_changes import AccountChange
from channels.purposes import TokenPurpose
from kb.cards import Outcome
from kb.documents import DocumentKind, Fact, Origin, PublicationState, RelationKind

# The closed sets whose members have a word here. Validity is its own word.
WORDED: dict[type[Enum], str] = {
    Fact: "fact",
    Origin: "origin",
    DocumentKind: "document_kind",
    PublicationState: "publication_state",
    RelationKind: "relation_kind",
    Outcome: "outcome",
    AnswerStatus: "answer_status",
    TokenPurpose: "token_purpose",
    Verdict: "verdict",
    AccountChange: "account_change",
}


def word(member: Enum) -> str:
    """The Chinese word for a member of one of the WORDED sets."""
    return _table()[WORDED[type(member)]][str(member.value)]


def sentence(key: str, **values: object) -> str:
    """A sentence for HTTP callers with its placeholders filled."""
    return _table()["http"][key].format(**values)


def said(key: str, **values: object) -> str:
    """A sentence people get on a channel that no engine made, with its placeholders filled."""
    return _table()["channel"][key].format(**values)


def said_on(channel: str, key: str, **values: object) -> str:
    """The same in this channel's own wording, where it has one."""
    own = f"{key}_{channel}"
    return said(own if own in _table()["channel"] else key, **values)


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("channels").joinpath("words.toml").read_text("utf-8"))
