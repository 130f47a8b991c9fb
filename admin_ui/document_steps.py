"""The first tab: where the document stands, 公开属性, and the buttons that move it on."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from admin_ui.bench import Bench, Held, Sight, label, shown, words
from admin_ui.duties import last_day
from admin_ui.frame import Visit
from admin_ui.rendering import render
from admin_ui.workplace import Workplace
from channels.corrections import recall_key
from governance.access import Act
from governance.duties import Duty, DutyKind
from governance.publication_states import ACT_OF, CaseState, CaseStep, ClosedReason, Disclosure, steps_from
from governance.words import word
from kb.moments import china_day
from kb.validity import validity_on

_REASONED = (CaseStep.RETURN_FOR_UNIT, CaseStep.RETURN_FOR_OFFICE, CaseStep.WITHDRAW, CaseStep.RECALL)
_DONE_HERE = (DutyKind.PUBLICATION, DutyKind.INTERPRETATION, DutyKind.REOPENED, DutyKind.NEW_VERSION, DutyKind.VALIDITY)
_AWAY = (CaseState.KEPT, CaseState.WITHDRAWN)


def place_head(bench: Bench) -> None:
    """Title and state, above all tabs."""
    head = gr.HTML(apply_default_css=False)
    bench.shows(lambda sight: [_head(sight)], [head])


def place(bench: Bench) -> None:
    """What stands in the way, 公开属性, and the steps."""
    standing = gr.HTML(apply_default_css=False)
    bench.shows(lambda sight: [_standing(sight)], [standing])
    _place_disclosure(bench)
    _place_steps(bench)


def _place_disclosure(bench: Bench) -> None:
    with gr.Row(visible=False) as row:
        disclosure = gr.Dropdown([one.value for one in Disclosure], value=None, label=label("disclosure"))
        reason = gr.Dropdown([one.value for one in ClosedReason], value=None, label=label("closed_reason"))
        save = gr.Button(label("set_disclosure"), scale=0, min_width=140)

    def show(sight: Sight) -> list[Any]:
        case = sight.case
        is_open = case.state not in (CaseState.PUBLISHED, CaseState.KEPT)
        values = (
            (case.disclosure.value if case.disclosure else None),
            (case.closed_reason.value if case.closed_reason else None),
        )
        return [shown(is_open and sight.may(Act.SET_DISCLOSURE)), *values]

    def act(visit: Visit, held: Held, chosen: object, why: object) -> str:
        bench.work.preparation.set_disclosure(
            visit.actor,
            held.document_id,
            _one_of(Disclosure, chosen) or Disclosure.PROACTIVE,
            closed_reason=_one_of(ClosedReason, why),
            version=held.version,
            now=visit.now,
        )
        return "document.saved"

    bench.shows(show, [row, disclosure, reason])
    bench.does(save, act, [disclosure, reason])


def _one_of(kind: type[Any], value: object) -> Any:
    return next((one for one in kind if one.value == value), None)


def _place_steps(bench: Bench) -> None:
    reason = gr.Textbox(label=label("reason"), lines=2, max_length=2000, visible=False)
    correction = gr.Textbox(label=label("correction"), lines=2, max_length=2000, visible=False)
    buttons: dict[CaseStep, gr.Button] = {}
    with gr.Row(elem_classes="steps"):
        for step in CaseStep:
            variant = "stop" if step in (CaseStep.WITHDRAW, CaseStep.RECALL) else "primary"
            variant = "secondary" if "return" in step.value or step is CaseStep.REVISE else variant
            buttons[step] = gr.Button(word(step), variant=variant, visible=False, min_width=120, scale=0)
        override = gr.Button(label("override"), visible=False, min_width=120, scale=0)

    def show(sight: Sight) -> list[Any]:
        steps = open_steps(sight)
        may_override = CaseStep.PUBLISH in steps and sight.case.override_by is None
        is_ready = sight.draft is not None and sight.draft.is_signed
        may_override = may_override and not is_ready and sight.may(Act.OVERRIDE_TOGETHERNESS)
        return [
            gr.update(visible=may_override or any(step in steps for step in _REASONED), value=""),
            gr.update(visible=CaseStep.RECALL in steps, value=""),
            *(shown(step in steps) for step in CaseStep),
            shown(may_override),
        ]

    bench.shows(show, [reason, correction, *buttons.values(), override])
    for step, button in buttons.items():
        bench.does(button, _step(bench.work, step), [reason, correction])
    bench.does(override, _override(bench.work), [reason])


def open_steps(sight: Sight) -> set[CaseStep]:
    """The steps this person is shown buttons for now."""
    steps = {step for step in steps_from(sight.case.state) if sight.may(ACT_OF[step])}
    is_public = sight.case.disclosure is Disclosure.PROACTIVE
    steps.discard(CaseStep.KEEP if is_public else CaseStep.PUBLISH)
    # A draft is being worked on as it is, and what is out is withdrawn first: only what was put aside begins anew.
    return steps if sight.case.state in _AWAY else steps - {CaseStep.REVISE}


def _step(work: Workplace, step: CaseStep) -> Callable[..., str]:
    def act(visit: Visit, held: Held, reason: object, correction: object) -> str:
        _taken(work, step, visit, held, reason=words(reason), correction=words(correction))
        return f"document.done_{step.value}"

    return act


def _taken(work: Workplace, step: CaseStep, visit: Visit, held: Held, *, reason: str, correction: str) -> None:
    actor, document_id, version, now = visit.actor, held.document_id, held.version, visit.now
    ways = work.publications
    if step is CaseStep.SUBMIT:
        ways.submit(actor, document_id, version=version, now=now)
    elif step is CaseStep.APPROVE_FOR_UNIT:
        ways.approve(actor, document_id, version=version, now=now)
    elif step in (CaseStep.RETURN_FOR_UNIT, CaseStep.RETURN_FOR_OFFICE):
        ways.return_(actor, document_id, reason=reason, version=version, now=now)
    elif step in (CaseStep.PUBLISH, CaseStep.KEEP):
        ways.publish(actor, document_id, version=version, now=now)
    elif step is CaseStep.WITHDRAW:
        ways.withdraw(actor, document_id, reason=reason, version=version, now=now)
    elif step is CaseStep.RECALL:
        work.recalls.recall(actor, document_id, reason=reason, correction=correction, version=version, now=now)
    else:
        ways.revise(actor, document_id, version=version, now=now)


def _override(work: Workplace) -> Callable[..., str]:
    def act(visit: Visit, held: Held, reason: object) -> str:
        work.preparation.override(
            visit.actor, held.document_id, reason=words(reason), version=held.version, now=visit.now
        )
        return "document.overridden"

    return act


def _head(sight: Sight) -> str:
    unit = sight.work.units.get(sight.case.unit_id)
    return render(
        "document_head.html",
        case=sight.case,
        card=sight.document.card,
        unit=unit.name if unit else sight.case.unit_id,
        is_public=sight.work.library.is_public(sight.case.document_id),
    )


def _standing(sight: Sight) -> str:
    visit, work, document_id = sight.visit, sight.work, sight.case.document_id
    recalls = work.recalls.of(visit.actor, document_id)
    owed = work.duties.listed(actor=visit.actor, about=document_id) if visit.may(Act.SEE_DUTIES) else []
    in_review = sight.case.state in (CaseState.DRAFT, CaseState.UNIT_REVIEW, CaseState.OFFICE_REVIEW)
    return render(
        "document_standing.html",
        case=sight.case,
        validity=validity_on(sight.document.card, sight.document.changes, china_day(visit.now)),
        blockers=work.publications.blockers(visit.actor, document_id, now=visit.now) if in_review else [],
        duties=[(duty, last_day(duty), _where(duty)) for duty in owed],
        reviews=[(_step_word(one.step), one) for one in work.lists.reviews(visit.actor, document_id)],
        recalls=[(one, work.corrections.reached(recall_key(one.id))) for one in recalls],
    )


def _step_word(value: str) -> str:
    return word(CaseStep(value))


def _where(duty: Duty) -> str:
    """How a duty about a document is done; "" where this page is not the place."""
    return label(f"how_{duty.kind.value}") if duty.kind in _DONE_HERE else ""
