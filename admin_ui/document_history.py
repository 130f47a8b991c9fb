"""Relations to other documents and validity, confirmed by a person; versions, compared clause by clause."""

from datetime import date
from typing import Any

import gradio as gr

from admin_ui.bench import Bench, Held, Sight, chosen, label, look, shown, words
from admin_ui.frame import Visit
from admin_ui.rendering import render
from admin_ui.words import text
from governance.access import Act
from governance.clause_diff import ChangeKind
from governance.errors import Refused
from governance.words import word
from kb.cards import Link, iso_day
from kb.documents import Validity
from kb.moments import china_day
from kb.validity import validity_on

_LONGEST = 120


def place_relations(bench: Bench) -> None:
    """What the document says of others, what others say of it, and a person's word on both."""
    page = gr.HTML(apply_default_css=False)
    with gr.Group(visible=False) as form:
        ticked = gr.CheckboxGroup([], label=label("to_confirm"))
        agree = gr.Button(label("confirm_relation"), variant="primary")
    with gr.Group(visible=False) as standing:
        with gr.Row():
            validity = gr.Dropdown([one.value for one in Validity], value=None, label=label("validity"))
            ends = gr.Textbox(label=label("ends_on"), placeholder="2027-12-31", max_length=10)
            why = gr.Textbox(label=label("why"), scale=2, max_length=500)
        save = gr.Button(label("confirm_validity"))

    def show(sight: Sight) -> list[Any]:
        waiting = [link for link in sight.document.said if link.confirmed_by is None]
        choices = [(_choice(link), str(link.relation_id)) for link in waiting]
        may = bool(choices) and sight.may(Act.CONFIRM_RELATION)
        told = [_relations(sight), shown(may), gr.update(choices=choices, value=[])]
        return [*told, shown(sight.may(Act.CONFIRM_VALIDITY)), None, "", ""]

    def confirm_relations(visit: Visit, held: Held, keys: object) -> str:
        sight = look(bench.work, visit, held.document_id)
        ours = {str(link.relation_id): link.relation_id for link in sight.document.said}
        picked = [ours[key] for key in chosen(keys) if key in ours]
        if not picked:
            raise Refused("relation_unchosen")
        for relation_id in picked:
            bench.work.standing.confirm_relation(visit.actor, relation_id, now=visit.now)
        return "document.confirmed"

    def confirm(visit: Visit, held: Held, value: object, ends_on: object, reason: object) -> str:
        bench.work.standing.confirm_validity(
            visit.actor,
            held.document_id,
            _validity(value),
            ends_on=_day(words(ends_on)),
            reason=words(reason),
            now=visit.now,
        )
        return "document.validity_confirmed"

    bench.shows(show, [page, form, ticked, standing, validity, ends, why])
    bench.does(agree, confirm_relations, [ticked])
    bench.does(save, confirm, [validity, ends, why])


def _validity(value: object) -> Validity:
    found = next((one for one in Validity if one.value == value), None)
    if found is None:
        raise Refused("validity_unchosen")
    return found


def _day(written: str) -> date | None:
    day = iso_day(written.strip())
    if written.strip() and day is None:
        raise Refused("day_wrong", words=written[:20])
    return day


def _choice(link: Link) -> str:
    relation = link.relation
    return f"{word(relation.kind)} {_named(link)}：{relation.evidence[:_LONGEST]}"


def _named(link: Link) -> str:
    return link.relation.target_number or f"《{link.relation.target_title}》"


def _relations(sight: Sight) -> str:
    document = sight.document
    cards = sight.work.library.cards({link.speaker_id for link in document.heard})
    return render(
        "document_relations.html",
        said=[(link, _named(link)) for link in document.said],
        heard=[(link, cards[link.speaker_id]) for link in document.heard if link.speaker_id in cards],
        validity=validity_on(document.card, document.changes, china_day(sight.visit.now)),
    )


def place_versions(bench: Bench) -> None:
    """The versions, and what changed between two of them."""
    page = gr.HTML(apply_default_css=False)
    with gr.Row(visible=False) as form:
        old = gr.Dropdown([], label=label("old_version"))
        new = gr.Dropdown([], label=label("new_version"))
        compare = gr.Button(label("compare"), scale=0, min_width=120)
    changes = gr.HTML(apply_default_css=False)

    def show(sight: Sight) -> list[Any]:
        editions = sight.work.history.editions(sight.visit.actor, sight.case.document_id)
        choices = [(text("document.edition", number=one.number, name=one.name), one.number) for one in editions]
        two = len(editions) > 1
        first, last = (editions[1].number, editions[0].number) if two else (None, None)
        table = render("document_versions.html", editions=editions)
        return [table, shown(two), gr.update(choices=choices, value=first), gr.update(choices=choices, value=last), ""]

    def compared(visit: Visit, held: Held | None, old: object, new: object) -> str:
        if held is None or not isinstance(old, int) or not isinstance(new, int):
            raise Refused("version_unchosen")
        found = bench.work.history.compared(visit.actor, held.document_id, old=old, new=new)
        told = [change for change in found if change.kind is not ChangeKind.SAME]
        return render("document_changes.html", changes=told, same=len(found) - len(told))

    bench.shows(show, [page, form, old, new, changes])
    bench.frame.on(compare.click, compared, [bench.held, old, new], [changes], slow=True)
