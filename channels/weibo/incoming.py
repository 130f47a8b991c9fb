"""From a push to a message for the bot: what is asked, what has a sentence of our own, what is let pass."""

from datetime import datetime

from channels.messages import Allowance, IncomingMessage, MessageKind
from channels.weibo.payloads import Push, PushKind
from channels.weibo.words import is_forget_word, is_pickup_word, said, told_for_menu

NAME = "weibo"
_DAYS_2 = 48 * 3600
# "Without limits" says the documentation; a bound of our own keeps a fault from flooding a person.
_SEVERAL = 5
_ARRIVED = {"follow", "subscribe", "scan_follow", "scan"}
_GONE = {"unfollow", "unsubscribe"}
_CLICKED = "click"


def message_of(push: Push, *, now: datetime) -> IncomingMessage | None:
    """What the push asks of us; None when nothing is to be done and nothing may be said."""
    if push.kind is PushKind.EVENT:
        return _event(push, now)
    if push.kind is PushKind.MENTION:
        # Who only names the account asks nothing: writing to them unasked would be a nuisance.
        return _message(push, now, MessageKind.QUESTION, text=push.question) if push.question else None
    if push.kind is PushKind.TEXT and push.question:
        return _message(push, now, _kind_of(push.question), text=push.question)
    return _message(push, now, MessageKind.TOLD, told=said(f"help_{push.kind.value}"))


def _kind_of(text: str) -> MessageKind:
    if is_forget_word(text):
        return MessageKind.FORGET
    return MessageKind.PICKUP if is_pickup_word(text) else MessageKind.QUESTION


def _event(push: Push, now: datetime) -> IncomingMessage | None:
    if push.subtype in _GONE:
        return _message(push, now, MessageKind.LEFT)
    if push.subtype in _ARRIVED:
        return _message(push, now, MessageKind.TOLD, told=said("welcome"), is_follow=True)
    told = told_for_menu(push.key) if push.subtype == _CLICKED else None
    return _message(push, now, MessageKind.TOLD, told=told) if told else None


def _message(
    push: Push, now: datetime, kind: MessageKind, *, text: str = "", told: str = "", is_follow: bool = False
) -> IncomingMessage:
    return IncomingMessage(
        channel=NAME,
        account=str(push.receiver_id),
        person=str(push.sender_id),
        key=push.deduplication_key,
        kind=kind,
        received_at=now,
        text=text,
        told=told,
        allowance=None if kind is MessageKind.LEFT else _allowance(push),
        is_follow=is_follow,
    )


def _allowance(push: Push) -> Allowance:
    """One message for each mention, beside what anything else allows (R§11)."""
    if push.kind is not PushKind.MENTION:
        return Allowance("message", _SEVERAL, _DAYS_2)
    return Allowance(f"at{int(push.created_at.timestamp())}", 1, _DAYS_2)
