"""The forms in which documents and questions come: JSON Lines of this project, of NCP, of STARD, of service matters.

Documents go through the production reader of records; here they only get the name that questions call them by.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError, field_validator

from evals.errors import EvaluationError
from ingestion.blocks import RawDocument, ReadDocument
from ingestion.limits import DEFAULT_LIMITS
from ingestion.readers.records import RecordReader

_ID_FIELDS = ("id", "docid", "law_id", "law", "doc_no")


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """One record of a documents file. name: what questions call it; digest: sha256 hex of the record."""

    name: str
    file: str
    read: ReadDocument
    digest: str

    @property
    def record(self) -> dict[str, object]:
        """The fields of the record."""
        return self.read.record or {}


@dataclass(frozen=True, slots=True)
class EvalQuestion:
    """One question with what is true about it.

    documents: names of the right documents, any of them will do. clauses: clause paths where the answer stands.
    answer: the official words, joined; "" where none are given. status: expected value of AnswerStatus, if stated.
    """

    id: str
    text: str
    documents: tuple[str, ...] = ()
    answer: str = ""
    answerable: bool = True
    asked_on: date | None = None
    history: tuple[str, ...] = ()
    kind: str = ""
    status: str | None = None
    clauses: tuple[str, ...] = ()


class _QuestionRecord(BaseModel):
    """A line of a questions file in any of the known forms."""

    model_config = ConfigDict(extra="ignore")

    id: str | int | None = None
    question: str = Field(min_length=1)
    documents: tuple[str | int, ...] = Field(
        default=(), validation_alias=AliasChoices("document_ids", "documents", "matter_ids", "gold", "docid")
    )
    answer: str | list[str] | None = None
    answerable: bool = True
    asked_on: date | None = None
    history: tuple[str, ...] = ()
    kind: str = ""
    status: str | None = None
    clauses: tuple[str, ...] = ()

    @field_validator("documents", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return [value] if isinstance(value, str | int) else value

    @field_validator("answer", mode="before")
    @classmethod
    def _said(cls, value: object) -> object:
        # Tables written by data frames have NaN where there is no answer.
        return None if isinstance(value, float) else value


def read_documents(paths: Iterable[Path]) -> list[SourceDocument]:
    """The records of all files, in order; a law given by article is one document.

    Raises EvaluationError for a file that is absent or a name that stands for two different records.
    """
    documents: dict[str, SourceDocument] = {}
    for path in paths:
        for document in _documents_of(path):
            held = documents.setdefault(document.name, document)
            if held.digest != document.digest:
                raise EvaluationError(f"{path}: the id {document.name!r} names two records: give each its own")
    return list(documents.values())


def read_questions(path: Path) -> list[EvalQuestion]:
    """The questions of a file. Raises EvaluationError naming the line that is no question."""
    return [_question(number, line, path) for number, line in _lines(path)]


def _documents_of(path: Path) -> Iterator[SourceDocument]:
    raw = RawDocument(_bytes(path), path.name, str(path))
    reader = RecordReader(DEFAULT_LIMITS)
    if not reader.accepts(raw):
        raise EvaluationError(f"{path}: documents must be JSON Lines, one record a line")
    for number, read in enumerate(reader.read(raw), start=1):
        words = json.dumps(read.record, ensure_ascii=False, sort_keys=True, default=str)
        digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
        yield SourceDocument(_name_of(read, number, path), path.name, read, digest)


def _name_of(read: ReadDocument, number: int, path: Path) -> str:
    record = read.record or {}
    # A law given by article is called by its name, whatever ids its source gave it.
    if "articles" in record and record.get("law"):
        return str(record["law"])
    found = next((record[field] for field in _ID_FIELDS if record.get(field) not in (None, "")), None)
    return str(found) if found is not None else f"{path.stem}:{number}"


def _question(number: int, line: str, path: Path) -> EvalQuestion:
    try:
        row = _QuestionRecord.model_validate_json(line)
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"]))
        raise EvaluationError(f"{path}, line {number}: {where} {fault['msg']}") from error
    parts = row.answer if isinstance(row.answer, list) else [row.answer or ""]
    return EvalQuestion(
        id=str(row.id) if row.id is not None else f"{path.stem}-{number}",
        text=row.question,
        documents=tuple(map(str, row.documents)),
        answer="".join(parts),
        answerable=row.answerable,
        asked_on=row.asked_on,
        history=row.history,
        kind=row.kind,
        status=row.status,
        clauses=row.clauses,
    )


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{path}: questions must be UTF-8: {error}") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read: {error.strerror}") from error


def digest_of_files(paths: Sequence[Path]) -> str:
    """One digest for the bytes of all files in order."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(hashlib.sha256(_bytes(path)).digest())
    return digest.hexdigest()
