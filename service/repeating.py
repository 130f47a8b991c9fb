"""Things done again and again beside answering: deleting old dialogues, looking after examples and duties."""

from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread

from service.clock import now_in_china
from service.compose import Parts
from service.logs import log_event

# After a failure: long enough not to fill the log, short enough that a full disk that was cleared is soon noticed.
PAUSE_AFTER_FAILURE_SECONDS = 30.0

DELETE_EVERY_SECONDS = 3600.0
KEEP_DUTIES_EVERY_SECONDS = 900.0
CHECK_EVERY_SECONDS = 600.0
CHECK_AGAIN_SECONDS = 20.0


class Repeat:
    """Does one thing again and again in a thread of its own, ended with the server."""

    def __init__(self, name: str, turn: Callable[[], float]) -> None:
        """turn: does it once, and returns the seconds until it is due again."""
        self._name = name
        self._turn = turn
        self._ending = Event()
        self._thread = Thread(target=self._run, name=f"jiedu-{name}", daemon=True)

    def begin(self) -> None:
        """The job runs from now."""
        self._thread.start()

    def end(self) -> None:
        """The job has stopped; a turn that has begun is finished first."""
        self._ending.set()
        self._thread.join()

    def _run(self) -> None:
        pause = 0.0
        while not self._ending.wait(pause):
            try:
                pause = self._turn()
            except TimeoutError:
                pause = 0.0  # the parts are not there yet; waiting for them took its time
            except Exception as error:  # noqa: BLE001 - the outer edge of the job: the server goes on answering
                log_event("job_failed", level=40, failure=error, job=self._name)
                pause = PAUSE_AFTER_FAILURE_SECONDS


def delete_old_dialogues(parts: Parts, *, days: int) -> float:
    """Dialogues older than so many days are gone but for their number (R§8.4)."""
    deleted = parts.counts.expire(now_in_china() - timedelta(days=days))
    if deleted:
        log_event("dialogues_deleted", answers=deleted)
    return DELETE_EVERY_SECONDS


def keep_duties(parts: Parts) -> float:
    """Duties that fell due are opened, late ones reminded and reported; the audit trail has an anchor of today."""
    governance, now = parts.desk.store.governance, now_in_china()
    governance.tickets.recount()
    report = governance.round.run(now)
    if report.opened or report.moved or any(report.steps.values()):
        steps = " ".join(f"{step.value}={count}" for step, count in report.steps.items())
        log_event("duties_round", opened=report.opened, moved=report.moved, steps=steps)
    governance.sign_ins.tidy(now=now)
    kept = governance.audit.keep_daily_checkpoint(now=now)
    if kept:
        # In the log as well, which other machines collect: there it is out of reach of whoever could change both.
        log_event("audit_checkpoint", anchor=kept.printed)
    return KEEP_DUTIES_EVERY_SECONDS


def check_examples(parts: Parts) -> float:
    """The first page offers only questions that are answered today; the log names chosen ones that are not."""
    for question in parts.examples.check(now_in_china().date()):
        log_event("example_not_answered", level=30, question=question)
    # Soon again while there is nothing to offer: the documents may just be on their way into the index.
    return CHECK_EVERY_SECONDS if parts.examples.topics else CHECK_AGAIN_SECONDS
