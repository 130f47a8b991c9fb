"""The interpretation of the document: its plan, its material from the template, the signature."""

from typing import Any

import gradio as gr

from admin_ui.bench import Bench, Held, Sight, chosen, label, shown, words
from admin_ui.frame import Visit
from admin_ui.rendering import render
from governance.access import Act
from governance.copying import Copying
from governance.interpretation_drafts import InterpretationDraft
from governance.interpretation_template import Element, InterpretationForm, as_draft
from governance.publication_states import CaseState

_LONGEST = 20_000


def place(bench: Bench) -> None:
    """Standing, plan, material, signature."""
    page = gr.HTML(apply_default_css=False)
    bench.shows(lambda sight: [_page(sight)], [page])
    _place_plan(bench)
    _place_material(bench)
    _place_signature(bench)


def _place_plan(bench: Bench) -> None:
    with gr.Group(visible=False) as form:
        forms = gr.CheckboxGroup([one.value for one in InterpretationForm], label=label("forms"))
        with gr.Row():
            first = gr.Textbox(label=label("first"), max_length=60)
            head = gr.Checkbox(label=label("by_head"))
        save = gr.Button(label("plan"))

    def act(visit: Visit, held: Held, ticked: object, name: object, by_head: object) -> str:
        known = {one.value: one for one in InterpretationForm}
        bench.work.interpretations.plan(
            visit.actor,
            held.document_id,
            forms=[known[one] for one in chosen(ticked) if one in known],
            first_interpreter=words(name),
            is_by_head=by_head is True,
            version=held.draft_version,
            now=visit.now,
        )
        return "document.planned"

    def show(sight: Sight) -> list[Any]:
        draft = sight.draft
        may = sight.may(Act.WRITE_INTERPRETATION)
        if draft is None:
            return [shown(may), [], "", False]
        return [shown(may), [one.value for one in draft.forms], draft.first_interpreter, draft.is_by_head]

    bench.shows(show, [form, forms, first, head], own=save)
    bench.does(save, act, [forms, first, head], of_draft=True)


def _place_material(bench: Bench) -> None:
    with gr.Group(visible=False) as form:
        title = gr.Textbox(label=label("title"), max_length=300)
        fields = [gr.Textbox(label=one.value, lines=3, max_length=_LONGEST) for one in Element]
        save = gr.Button(label("write"), variant="primary")

    def act(visit: Visit, held: Held, title: object, *written: object) -> str:
        bench.work.interpretations.write(
            visit.actor,
            held.document_id,
            title=words(title),
            elements={element: words(value)[:_LONGEST] for element, value in zip(Element, written, strict=True)},
            version=held.draft_version or 0,
            now=visit.now,
        )
        return "document.written"

    def show(sight: Sight) -> list[Any]:
        draft = sight.draft
        may = draft is not None and sight.may(Act.WRITE_INTERPRETATION)
        if draft is None or not may:
            return [shown(False), "", *("" for _ in Element)]
        return [shown(True), draft.title, *_started(sight, draft).values()]

    bench.shows(show, [form, title, *fields], own=save)
    bench.does(save, act, [title, *fields], of_draft=True)


def _started(sight: Sight, draft: InterpretationDraft) -> dict[Element, str]:
    """What was written; before anything was, the document's own sentences to start from."""
    if draft.text:
        return {element: draft.elements[element] for element in Element}
    template = sight.work.interpretations.template(sight.visit.actor, sight.case.document_id)
    return {element: as_draft(template[element])[:_LONGEST] for element in Element}


def _place_signature(bench: Bench) -> None:
    reason = gr.Textbox(label=label("sign_why"), max_length=500, visible=False)
    with gr.Row():
        sign = gr.Button(label("sign"), variant="primary", visible=False)
        publish = gr.Button(label("publish_interpretation"), variant="primary", visible=False)

    def act(visit: Visit, held: Held, why: object) -> str:
        bench.work.interpretations.sign(
            visit.actor, held.document_id, version=held.draft_version or 0, reason=words(why), now=visit.now
        )
        return "document.signed"

    def release(visit: Visit, held: Held) -> str:
        bench.work.release.publish(visit.actor, held.document_id, version=held.draft_version or 0, now=visit.now)
        return "document.released"

    def show(sight: Sight) -> list[Any]:
        draft = sight.draft
        may_sign = bool(draft and draft.text and not draft.is_signed) and sight.may(Act.SIGN_INTERPRETATION)
        is_late = bool(draft and draft.is_signed) and sight.case.state is CaseState.PUBLISHED
        is_late = is_late and bool(draft and (draft.published_as is None or draft.reopened_reason))
        copies = may_sign and _copied(sight).is_too_much
        return [gr.update(visible=copies, value=""), shown(may_sign), shown(is_late and sight.may(Act.PUBLISH))]

    bench.shows(show, [reason, sign, publish])
    bench.does(sign, act, [reason], of_draft=True)
    bench.does(publish, release, of_draft=True)


def _page(sight: Sight) -> str:
    draft = sight.draft
    copied = _copied(sight) if draft and draft.text else None
    writes = draft is not None and sight.may(Act.WRITE_INTERPRETATION)
    return render("document_interpretation.html", draft=draft, copied=copied, writes=writes)


def _copied(sight: Sight) -> Copying:
    return sight.work.interpretations.copied(sight.visit.actor, sight.case.document_id)
