"""How fast and how big: asking with many passages, taking files in, starting; each in a process of its own."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from evals.corpus import Corpus, Progress, fill_demo, index_home, settings_of
from evals.errors import EvaluationError
from evals.homes import Names, make_home
from evals.recombining import keep_vectors, recombine
from kb.catalogue import Incoming
from kb.embedders import open_embedder
from kb.embedding import Vector
from kb.library import Library
from kb.passages import Passage, text_digest
from kb.vectors import Vectors
from service.compose import Store, open_store
from service.demo_files import demo_digest
from service.settings import Settings

PASSAGES = 100_000
INGESTED_PASSAGES = 2_000
PASSAGE_CHARACTERS = 300
_SEED = 13
_DOCUMENTS_AT_ONCE = 250
_PARAGRAPHS_A_FILE = 20
_PAGE = 500
_FIRST_QUESTION = "12345热线由哪个单位负责？"


@dataclass(frozen=True)
class Bench:
    """Where homes are kept, and how much is measured."""

    folder: Path
    now: datetime
    progress: Progress
    passages: int = PASSAGES
    ingested: int = INGESTED_PASSAGES

    def run(self) -> dict[str, object]:
        """The printed object; homes that were made before are used again."""
        corpus = self.big_home()
        ingestion = self._ingest(corpus)
        started = self._start(corpus)
        self.progress("提问", 0, 1)
        asking = _own_process([sys.executable, "-m", "evals.bench_asking", str(corpus.settings.home)], {})
        self.progress("提问", 1, 1)
        return {**json.loads(asking.splitlines()[-1]), **ingestion, "start_to_answer_s": started, **_ABOUT}

    def big_home(self) -> Corpus:
        """A home with the demo corpus and recombined passages up to the wanted number."""
        settings = settings_of(self.folder / f"passages-{self.passages}")
        names = make_home(
            settings,
            made_of=f"{demo_digest()} {self.passages} {_SEED}",
            fill=lambda store: self._fill(settings, store),
            index=lambda: index_home(settings, now=self.now, progress=self.progress),
        )
        return Corpus(settings, names)

    def _fill(self, settings: Settings, store: Store) -> Names:
        names = fill_demo(store, progress=self.progress)
        embedder = open_embedder(settings.embedder)
        real = _passages(store.library)
        vectors: dict[str, Vector] = {}
        for start in range(0, len(real), _PAGE):
            texts = {text_digest(passage.indexed_text): passage.indexed_text for passage in real[start : start + _PAGE]}
            vectors.update(Vectors(store.database, embedder).of(texts))
            self.progress("真实向量", min(start + _PAGE, len(real)), len(real))
        wanted = max(self.passages - len(real), 0)
        made = recombine(real, vectors, count=wanted, seed=_SEED)
        done = len(real)
        while batch := list(islice(made, _DOCUMENTS_AT_ONCE)):
            keep_vectors(store.database, embedder.name, batch)
            store.catalogue.store_many([Incoming(one.reading, one.reading.key) for one in batch], now=self.now)
            done += sum(len(one.reading.passages) for one in batch)
            self.progress("合成段落", done, self.passages)
        return names

    def _ingest(self, corpus: Corpus) -> dict[str, object]:
        """Real sentences in files of ordinary paragraphs, taken in by the command that operators use."""
        self.progress("收录文件", 0, 1)
        files, home = self.folder / "files", self.folder / "ingested"
        for folder in (files, home):
            shutil.rmtree(folder, ignore_errors=True)
        with open_store(corpus.settings) as store:
            _write_files(files, _texts(store.library), count=self.ingested)
        start = time.perf_counter()
        _own_process(_jiedu("ingest", str(files)), {"JIEDU_HOME": str(home)})
        seconds = time.perf_counter() - start
        with open_store(settings_of(home)) as store:
            made = [p for p in _passages(store.library) if len(p.text) > PASSAGE_CHARACTERS / 3]
        shutil.rmtree(home, ignore_errors=True)
        self.progress("收录文件", 1, 1)
        return {
            "ingest_passages_per_s": round(len(made) / seconds, 1),
            "ingested_passages": len(made),
            "ingested_characters_a_passage": round(sum(len(p.text) for p in made) / max(len(made), 1)),
        }

    def _start(self, corpus: Corpus) -> float:
        """Seconds from nothing to the printed answer, the command `jiedu ask`."""
        start = time.perf_counter()
        _own_process(_jiedu("ask", _FIRST_QUESTION, "--json"), {"JIEDU_HOME": str(corpus.settings.home)})
        return round(time.perf_counter() - start, 2)


_ABOUT = {
    "notes": "passages beyond the demo corpus are recombined real sentences; their vectors are real vectors moved by "
    "noise (cosine about 0.93), cached. Ingestion, asking and starting run in processes of their own."
}


def _write_files(folder: Path, texts: Sequence[str], *, count: int) -> None:
    """Files of titles and paragraphs of about 300 characters, the sentences in their real order."""
    folder.mkdir(parents=True)
    paragraphs: list[str] = []
    for text in texts:
        flat = re.sub(r"\s+", "", text)
        paragraphs += re.findall(rf".{{{PASSAGE_CHARACTERS - 40},{PASSAGE_CHARACTERS + 120}}}?[。；]", flat)
    # Some are cut or joined by structure inside them: a few more than wanted.
    paragraphs = paragraphs[: count + count // 10]
    if len(paragraphs) < count:
        raise EvaluationError(f"the demo corpus gives only {len(paragraphs)} paragraphs, {count} are wanted")
    for start in range(0, len(paragraphs), _PARAGRAPHS_A_FILE):
        body = "\n\n".join(paragraphs[start : start + _PARAGRAPHS_A_FILE])
        number = start // _PARAGRAPHS_A_FILE + 1
        (folder / f"{number:04}.txt").write_text(f"关于第{number}组段落的通知\n\n{body}\n", encoding="utf-8")


def _passages(library: Library) -> list[Passage]:
    found: list[Passage] = []
    offset = 0
    while cards := library.listed(offset=offset, limit=_PAGE):
        for card in cards:
            found += library.passages_of(card.id)
        offset += _PAGE
    return sorted(found, key=lambda passage: passage.id)


def _texts(library: Library) -> list[str]:
    """The texts of real documents, the longest first."""
    cards = []
    offset = 0
    while page := library.listed(offset=offset, limit=_PAGE):
        cards += [card for card in page if "（合成第" not in card.title]
        offset += _PAGE
    texts = library.texts([card.version_id for card in cards])
    return sorted(texts.values(), key=lambda text: (-len(text), text))


def _jiedu(*words: str) -> list[str]:
    return [sys.executable, "-c", "from service.cli import main; main()", *words]


def _own_process(command: Sequence[str], environment: Mapping[str, str]) -> str:
    done = subprocess.run(  # noqa: S603 - our own command
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise EvaluationError(f"{' '.join(command[2:])} ended with {done.returncode}: {done.stderr.strip()[-500:]}")
    return done.stdout
