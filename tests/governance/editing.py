"""Editors who work as fast as they can on a few things everybody works on, and a tally of what they were told."""

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from governance.access import Actor, Role
from governance.approved_wording import Wording
from governance.errors import Refused, Stale
from governance.interpretation_template import Element
from kb.database import open_database
from kb.documents import Fact
from service.clock import now_in_china
from tests.governance.acting import CIVIL_AFFAIRS
from tests.governance.office import DRAFTER, Office, open_office

READERS_WORDS = "家里有困难的人每个月能多领一些，不用重新申请，区里会自动补发差额。"


@dataclass(frozen=True, slots=True)
class Things:
    """What is worked on: documents with a planned interpretation, and approved answers."""

    documents: tuple[str, ...]
    approved: tuple[str, ...]


@dataclass
class Tally:
    """stood: acts by name that were accepted; stale, refused: told so; broken: anything else, which must not be.

    values: corrections that stood, by document. longest: seconds of the slowest act.
    """

    stood: Counter[str] = field(default_factory=Counter)
    stale: int = 0
    refused: int = 0
    broken: list[str] = field(default_factory=list)
    values: list[tuple[str, str]] = field(default_factory=list)
    longest: float = 0.0
    seconds: list[float] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        self.stood += other.stood
        self.stale, self.refused = self.stale + other.stale, self.refused + other.refused
        self.broken += other.broken
        self.values += other.values
        self.seconds += other.seconds
        self.longest = max(self.longest, other.longest)


def work_together(path: Path, home: Path, things: Things, numbers: Sequence[int], seconds: float) -> Tally:
    """One process: these editors, each a thread, on its own connection pool; returns what they were told together."""
    database = open_database(path)
    office = open_office(database, home)
    whole, until = Tally(), time.monotonic() + seconds
    with ThreadPoolExecutor(max_workers=len(numbers)) as pool:
        for tally in pool.map(lambda number: Editor(office, things, number).work(until), numbers):
            whole.add(tally)
    database.close()
    return whole


class Editor:
    """Draws what to do next by chance; drafter and reviewer in one, two persons at the desk of one unit."""

    def __init__(self, office: Office, things: Things, number: int) -> None:
        self._office = office
        self._things = things
        self._number = number
        self._chance = random.Random(number)
        self._drafter = Actor(f"p-d{number}", f"起草{number}", frozenset({Role.DRAFTER}), CIVIL_AFFAIRS)
        self._reviewer = Actor(f"p-r{number}", f"审核{number}", frozenset({Role.REVIEWER}), CIVIL_AFFAIRS)
        self._tally = Tally()
        self._edits = 0

    def work(self, until: float) -> Tally:
        acts: list[Callable[[], str]] = [self._correct, self._write, self._sign, self._submit, self._review, self._edit]
        while time.monotonic() < until:
            begun = time.monotonic()
            self._do(self._chance.choice(acts))
            took = time.monotonic() - begun
            self._tally.seconds.append(took)
            self._tally.longest = max(self._tally.longest, took)
        return self._tally

    def _do(self, act: Callable[[], str]) -> None:
        try:
            self._tally.stood[act()] += 1
        except Stale:
            self._tally.stale += 1
        except Refused:
            self._tally.refused += 1
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what an editor must never see
            self._tally.broken.append(f"{type(error).__name__}: {error}")

    def _document(self) -> tuple[str, int]:
        """One of the documents, with the version this editor sees now."""
        document_id = self._chance.choice(self._things.documents)
        return document_id, self._office.lists.case(self._drafter, document_id).version

    def _correct(self) -> str:
        document_id, version = self._document()
        self._edits += 1
        value = f"主题{self._number}-{self._edits}"
        self._office.preparation.correct_fact(
            self._drafter, document_id, Fact.TOPIC, value, reason="并行", version=version, now=now_in_china()
        )
        self._tally.values.append((document_id, value))
        return "document.correct"

    def _write(self) -> str:
        document_id, _ = self._document()
        draft = self._draft(document_id)
        words = {Element.BENEFITS: f"{READERS_WORDS}（{self._number}）"}
        self._office.interpretations.write(
            self._drafter, document_id, title=f"解读{self._number}", elements=words, version=draft, now=now_in_china()
        )
        return "interpretation.write"

    def _sign(self) -> str:
        document_id, _ = self._document()
        self._office.interpretations.sign(
            self._reviewer, document_id, version=self._draft(document_id), now=now_in_china()
        )
        return "interpretation.sign"

    def _submit(self) -> str:
        document_id, version = self._document()
        self._office.publications.submit(self._drafter, document_id, version=version, now=now_in_china())
        return "review.submit"

    def _review(self) -> str:
        document_id, version = self._document()
        self._office.publications.return_(
            self._reviewer, document_id, reason="再改", version=version, now=now_in_china()
        )
        return "review.unit"

    def _edit(self) -> str:
        held = self._office.approved.get(self._drafter, self._chance.choice(self._things.approved))
        wording = Wording(held.question, f"{held.answer[:40]}{self._number}", sources=held.sources)
        self._office.approved.edit(self._drafter, held.id, wording, version=held.version, now=now_in_china())
        return "approved_answer.edit"

    def _draft(self, document_id: str) -> int:
        draft = self._office.interpretations.of(DRAFTER, document_id)
        assert draft is not None
        return draft.version
