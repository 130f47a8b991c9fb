"""收录文件: several files at once become drafts of a unit, each with what came of it and the way to go on."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import gradio as gr
from gradio.utils import get_upload_folder

from admin_ui.forms import FieldWrong
from admin_ui.frame import Frame, Visit
from admin_ui.rendering import headed, render
from admin_ui.words import text
from admin_ui.workplace import Workplace
from governance.access import Act, Reach, reach_of
from kb.errors import JieduError

# More in one go would keep the page waiting for minutes; scans take seconds a page.
_MOST_FILES = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file, or of one document in it. document_id: None when it was not taken in."""

    name: str
    sentence: str
    document_id: str | None = None


def build(frame: Frame) -> None:
    """The field for files, whose they are, and a table that grows as they are read."""
    unit = gr.Dropdown([], label=text("uploads.unit"), visible=False)
    files = gr.File(label=text("uploads.files"), file_count="multiple", type="filepath")
    begin = gr.Button(text("uploads.begin"), variant="primary")
    report = gr.HTML(apply_default_css=False)
    frame.load(lambda visit: _units(frame.workplace, visit), outputs=[unit])

    def taken(visit: Visit, paths: object, unit_id: object) -> Iterator[tuple[str, object]]:
        held = [path for one in paths if (path := _uploaded(str(one)))] if isinstance(paths, list) else []
        if not held:
            raise FieldWrong(text("uploads.none"))
        for outcomes, left in taken_in(frame.workplace, visit, held, str(unit_id) if unit_id else None):
            yield render("uploaded.html", outcomes=outcomes, left=left, of=len(held)), gr.update(value=None)

    frame.stream(begin.click, taken, [files, unit], [report, files])


def _uploaded(path: str) -> Path | None:
    """The file where it was put when it was uploaded; None for any other file, for it will be deleted."""
    found = Path(path).resolve()
    return found if found.is_file() and found.is_relative_to(Path(get_upload_folder()).resolve()) else None


def taken_in(
    work: Workplace, visit: Visit, paths: list[Path], unit_id: str | None
) -> Iterator[tuple[list[Outcome], int]]:
    """What became of the files so far and how many are left, told after each; none of them is kept here."""
    outcomes: list[Outcome] = []
    for index, path in enumerate(paths):
        try:
            over = index >= _MOST_FILES
            outcomes += (
                [Outcome(path.name, text("uploads.too_many", most=_MOST_FILES))]
                if over
                else _one(work, visit, path, unit_id or visit.actor.unit_id or "")
            )
        finally:
            path.unlink(missing_ok=True)
        yield outcomes, len(paths) - index - 1


def _one(work: Workplace, visit: Visit, path: Path, unit_id: str) -> list[Outcome]:
    read = work.read_file(path.read_bytes(), path.name)
    outcomes = [Outcome(path.name, reason) for reason in read.reasons]
    for incoming in read.incoming:
        try:
            case = work.intake.take_in(visit.actor, incoming, unit_id=unit_id, now=visit.now)
        except JieduError as error:
            outcomes.append(Outcome(path.name, str(error)))
        else:
            card = work.library.cards([case.document_id])[case.document_id]
            outcomes.append(Outcome(path.name, headed(card), case.document_id))
    return outcomes


def _units(work: Workplace, visit: Visit) -> object:
    """Who uploads for all units says for which."""
    if reach_of(visit.actor, Act.UPLOAD_DOCUMENT) is not Reach.ALL:
        return gr.update(visible=False)
    choices = [(unit.name, unit.id) for unit in work.units.listed() if not unit.ended_on]
    return gr.update(choices=choices, value=visit.actor.unit_id, visible=True)
