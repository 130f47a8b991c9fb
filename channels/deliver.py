"""Sends the replies that are owed: claims them, cuts, sends piece by piece, and tries again where that can help."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from channels import sending
from channels.accounts import forbid_sending
from channels.allowances import give_back, spend
from channels.channel import Address, Channel
from channels.errors import DeliveryError, WindowClosed
from channels.group_commit import GroupCommit
from channels.messages import Part
from channels.sending import Owed

CLAIMED_AT_ONCE = 32
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(minutes=10)
# A platform takes replies for 48 hours (R§10.6, R§11); what has not gone out by then waits for the person.
PATIENCE = timedelta(hours=48)
# An account without the right to send may be given it; asked for again so often.
ACCOUNT_PAUSE = timedelta(hours=24)


class Deliver:
    """Sends for all channels of a server; several servers may share the work."""

    def __init__(
        self,
        writes: GroupCommit,
        channels: Mapping[str, Channel],
        *,
        worker: str,
        threads: int,
        lease: timedelta,
        clock: Callable[[], datetime],
        on_problem: Callable[[Owed, BaseException], None],
    ) -> None:
        """channels: those that can send, by name. threads: how many persons are sent to at once.

        lease: after so long without renew() another worker may send what this one had begun.
        """
        self._writes = writes
        self._channels = channels
        self._worker = worker
        self._lease = lease
        self._clock = clock
        self._on_problem = on_problem
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="jiedu-sending")
        # Replaced, never changed: the thread that gives signs of life reads it while others send.
        self._sending: frozenset[int] = frozenset()

    def round(self) -> int:
        """Everything that is due has been tried once; returns how many replies that were."""
        if not self._channels:
            return 0
        kept, owed = self._writes.write(self._claimed)
        self._sending = frozenset(reply.message_id for reply in owed)
        list(self._pool.map(self._send_all, _by_person(owed)))
        self._sending = frozenset()
        return kept + len(owed)

    def renew(self) -> None:
        """A sign of life: what is being sent here is not sent by another worker."""
        held = sorted(self._sending)
        if held:
            renew = partial(sending.renew, worker=self._worker, lease=self._lease, now=self._clock())
            self._writes.write(partial(renew, message_ids=held))

    def end(self) -> None:
        """The pieces being sent have been sent; the rest stays owed."""
        self._pool.shutdown(cancel_futures=True)

    def _claimed(self, session: Session) -> tuple[int, list[Owed]]:
        """How many replies wait for their person from now on, and those this worker is to send."""
        now, names = self._clock(), sorted(self._channels)
        kept = sending.keep_unsendable(session, channels=names, now=now, limit=CLAIMED_AT_ONCE)
        owed = sending.claim_due(
            session, channels=names, worker=self._worker, lease=self._lease, now=now, limit=CLAIMED_AT_ONCE
        )
        return kept, owed

    def _send_all(self, owed: list[Owed]) -> None:
        for reply in owed:
            try:
                self._send(reply)
            except DeliveryError as error:
                self._settle(reply, error)
            # The outer edge: what broke is tried again like anything that may pass.
            except Exception as error:  # noqa: BLE001 - see above
                self._settle(reply, DeliveryError(str(error), permanent=False))

    def _send(self, owed: Owed) -> None:
        channel = self._channels[owed.address.channel]
        parts = channel.parts(owed.reply)
        for number, part in enumerate(parts[owed.parts_sent :], start=owed.parts_sent + 1):
            self._send_part(channel, owed.address, part)
            self._writes.write(partial(sending.sent, message_id=owed.message_id, parts_sent=number, of=len(parts)))

    def _send_part(self, channel: Channel, address: Address, part: Part) -> None:
        spent = self._writes.write(partial(spend, address=address, now=self._clock()))
        if spent is None:
            raise WindowClosed("the allowance is used up")
        try:
            channel.send(address, part)
        except DeliveryError as error:
            # Otherwise half a minute of a busy platform would use up what may be sent within 48 hours.
            if error.is_refused:
                self._writes.write(partial(give_back, address=address, spent=spent))
            raise

    def _settle(self, owed: Owed, error: DeliveryError) -> None:
        self._on_problem(owed, error)
        self._writes.write(partial(self._noted, owed, error))

    def _noted(self, owed: Owed, error: DeliveryError, session: Session) -> None:
        now, problem = self._clock(), str(error)
        if isinstance(error, WindowClosed) and error.is_account:
            forbid_sending(session, owed.address.channel, owed.address.account, until=now + ACCOUNT_PAUSE)
        if isinstance(error, WindowClosed) or now - owed.created_at > PATIENCE:
            sending.keep(session, owed.message_id, problem=problem)
        elif error.permanent:
            sending.fail(session, owed.message_id, problem=problem)
        else:
            pause = min(FIRST_PAUSE * 2 ** min(owed.attempts - 1, 10), LONGEST_PAUSE)
            sending.retry(session, owed.message_id, problem=problem, due_at=now + pause)


def _by_person(owed: list[Owed]) -> list[list[Owed]]:
    """Each person's replies together, oldest first."""
    together: dict[tuple[str, str, str], list[Owed]] = defaultdict(list)
    for reply in owed:
        together[reply.address.channel, reply.address.account, reply.address.person].append(reply)
    return list(together.values())
