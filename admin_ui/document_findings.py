"""What the disclosure review found by itself: struck out, kept for a reason, or only told."""

from collections.abc import Mapping
from typing import Any

import gradio as gr

from admin_ui.bench import Bench, Held, Sight, chosen, label, look, shown, words
from admin_ui.frame import Visit
from admin_ui.rendering import render
from governance.access import Act
from governance.errors import Refused
from governance.findings import Finding, Weight
from governance.words import word
from kb.moments import china_day

_AROUND = 30
_LONGEST = 60


def place(bench: Bench) -> None:
    """The list, and the two decisions on what is ticked."""
    page = gr.HTML(apply_default_css=False)
    with gr.Group(visible=False) as form:
        ticked = gr.CheckboxGroup([], label=label("to_decide"))
        reason = gr.Textbox(label=label("keep_why"), max_length=500)
        with gr.Row():
            strike = gr.Button(label("strike_out"), variant="primary")
            keep = gr.Button(label("keep"))

    def show(sight: Sight) -> list[Any]:
        found = _open(sight)
        choices = [(_choice(one), key) for key, one in found.items() if one.weight is not Weight.FORBIDS]
        may = bool(choices) and sight.may(Act.REVIEW_FOR_DISCLOSURE)
        return [_page(sight), shown(may), gr.update(choices=choices, value=[]), ""]

    def strike_out(visit: Visit, held: Held, keys: object) -> str:
        found = _open(look(bench.work, visit, held.document_id))
        picked = [found[key] for key in chosen(keys) if key in found]
        bench.work.examination.strike_out(visit.actor, held.document_id, picked, version=held.version, now=visit.now)
        return "document.struck_out"

    def accept(visit: Visit, held: Held, keys: object, why: object) -> str:
        found = _open(look(bench.work, visit, held.document_id))
        picked = list({(f.code, f.digest): f for key in chosen(keys) if (f := found.get(key))}.values())
        if not picked:
            raise Refused("nothing_to_strike")
        for step, finding in enumerate(picked):
            bench.work.examination.accept(
                visit.actor,
                held.document_id,
                finding,
                reason=words(why),
                version=held.version + step,
                now=visit.now,
            )
        return "document.kept"

    bench.shows(show, [page, form, ticked, reason])
    bench.does(strike, strike_out, [ticked])
    bench.does(keep, accept, [ticked, reason])


def _open(sight: Sight) -> Mapping[str, Finding]:
    """What can be decided, by a key that stays the same while the words and their place do."""
    on = china_day(sight.visit.now)
    actor, document_id, work = sight.visit.actor, sight.case.document_id, sight.work.examination
    found = work.open_findings(actor, document_id, on=on)
    # What only looks like an office's own number may be a person's: nobody need decide, but it can be struck out.
    told = [one for one in work.findings(actor, document_id, on=on) if one.weight is Weight.TELLS and one.personal_kind]
    return {f"{one.digest[:16]}-{one.start}": one for one in [*found, *told]}


def _choice(finding: Finding) -> str:
    kind = word(finding.personal_kind) if finding.personal_kind else word(finding.code)
    return f"{kind}：{finding.words[:_LONGEST]}"


def _page(sight: Sight) -> str:
    on, actor, document_id = china_day(sight.visit.now), sight.visit.actor, sight.case.document_id
    open_ones = sight.work.examination.open_findings(actor, document_id, on=on)
    rows = [
        (one, _context(sight.document.version.text, one), one in open_ones)
        for one in sight.work.examination.findings(actor, document_id, on=on)
    ]
    return render("document_findings.html", rows=rows)


def _context(text: str, finding: Finding) -> tuple[str, str, str]:
    """The words with what stands around them, to see what would be struck out."""
    if finding.start is None or finding.end is None:
        return "", "", ""
    before = text[max(0, finding.start - _AROUND) : finding.start].rpartition("\n")[2]
    after = text[finding.end : finding.end + _AROUND].partition("\n")[0]
    return before, text[finding.start : finding.end][: 2 * _LONGEST], after
