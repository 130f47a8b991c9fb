"""A changed file of the document that waits to be looked at: what changed, and the two ways to decide."""

from typing import Any

import gradio as gr

from admin_ui.bench import Bench, Held, Sight, label, shown, words
from admin_ui.frame import Visit
from admin_ui.rendering import render
from governance.access import Act
from governance.clause_diff import ChangeKind
from governance.publication_states import CaseState

_IN_REVIEW = (CaseState.UNIT_REVIEW, CaseState.OFFICE_REVIEW)


def place(bench: Bench) -> None:
    """Nothing is seen of this while nothing waits."""
    # Unseen, for an empty part would still take its place on every document's page.
    page = gr.HTML(apply_default_css=False, visible=False)
    with gr.Row(visible=False) as form:
        take = gr.Button(label("take_up"), variant="primary", scale=0, min_width=240)
        reason = gr.Textbox(label=label("leave_why"), max_length=500)
        leave = gr.Button(label("leave"), scale=0, min_width=240)

    def show(sight: Sight) -> list[Any]:
        found = sight.work.new_versions.of(sight.visit.actor, sight.case.document_id)
        if found is None:
            return [gr.update(value="", visible=False), shown(False), ""]
        changes = [change for change in found.changes if change.kind is not ChangeKind.SAME]
        in_review = sight.case.state in _IN_REVIEW
        told = render(
            "document_new_version.html",
            found=found,
            changes=changes,
            same=len(found.changes) - len(changes),
            stands=sight.case.state is CaseState.PUBLISHED,
            in_review=in_review,
        )
        return [gr.update(value=told, visible=True), shown(not in_review and sight.may(Act.UPLOAD_DOCUMENT)), ""]

    def take_up(visit: Visit, held: Held) -> str:
        bench.work.new_versions.take_up(visit.actor, held.document_id, version=held.version, now=visit.now)
        return "document.taken_up"

    def leave_it(visit: Visit, held: Held, why: object) -> str:
        bench.work.new_versions.leave(
            visit.actor, held.document_id, reason=words(why), version=held.version, now=visit.now
        )
        return "document.left"

    bench.shows(show, [page, form, reason])
    bench.does(take, take_up)
    bench.does(leave, leave_it, [reason])
