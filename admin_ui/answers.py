"""口径: what a unit answers word for word; written by one person, approved by another, withdrawn when it is wrong."""

from typing import Any

import gradio as gr

from admin_ui.forms import NEW, FieldWrong, asked, asked_state, day, lines, number, unit_field, unit_names, words
from admin_ui.frame import Frame, Visit, told
from admin_ui.lists import PAGE_ROWS, Drawn, paged
from admin_ui.rendering import render
from admin_ui.sheets import sheet_panel
from admin_ui.words import text
from governance.access import Act
from governance.approved_wording import Wording
from governance.words import word
from kb.approved import ApprovedAnswer, ApprovedSource, ApprovedState
from kb.cards import DocumentCard
from kb.numbers import find_numbers

_BAR = "|"


def build(frame: Frame) -> None:
    """The list, and below it the form of the one that the address names."""
    again = gr.State(0)
    states = [(text("list.all"), ""), *((word(state), state.value) for state in ApprovedState)]
    with gr.Row():
        search = gr.Textbox(label=text("answers.search"), max_length=100, scale=2)
        state = gr.Dropdown(states, value=None, label=text("answers.state"))
    frame.load(lambda visit: asked_state(visit, ApprovedState), outputs=[state])
    paged(frame, lambda visit, *asked: _listed(frame, visit, *asked), [search, state], above=[again])
    with gr.Column(visible=False, elem_classes="panel") as panel:
        head = gr.HTML(apply_default_css=False)
        identity, version = gr.State(""), gr.State(0)
        unit = unit_field(frame, Act.EDIT_APPROVED_ANSWER)
        question = gr.Textbox(label=text("answers.question"))
        similar = gr.Textbox(label=text("answers.similar"), lines=3)
        lookalikes = gr.Textbox(label=text("answers.lookalikes"), lines=2)
        answer = gr.Textbox(label=text("answers.answer"), lines=5)
        sources = gr.Textbox(label=text("answers.sources"), lines=3, info=text("answers.sources_how"))
        with gr.Row():
            region = gr.Textbox(label=text("answers.region"))
            expires = gr.Textbox(label=text("answers.expires"), placeholder="2027-12-31")
        fields = [question, similar, lookalikes, answer, sources, region, expires]
        reason = gr.Textbox(label=text("answers.reason"), visible=False)
        with gr.Row():
            save = gr.Button(text("answers.save"), variant="primary")
            approve = gr.Button(text("answers.approve"))
            withdraw = gr.Button(text("answers.withdraw"), variant="stop")
    items = frame.workplace.items
    sheet_panel(
        frame,
        Act.EDIT_APPROVED_ANSWER,
        again,
        lambda visit, data, unit_id: items.take_in(visit.actor, data, unit_id=unit_id, now=visit.now),
        lambda visit: items.as_sheet(visit.actor),
        name=text("answers.items"),
    )
    held = [panel, head, identity, version, *fields, approve, reason, withdraw]

    def opened(visit: Visit) -> tuple[Any, ...]:
        wanted = asked(visit)
        if not wanted:
            return (gr.update(visible=False), *(gr.skip() for _ in held[1:]))
        if wanted == NEW:
            return (gr.update(visible=True), render("answer_head.html", one=None), "", 0, *("" for _ in fields), *_OFF)
        return _form(frame, visit, frame.workplace.approved.get(visit.actor, wanted))

    def saved(visit: Visit, count: object, one: object, seen: object, unit: object, *given: object) -> tuple[Any, ...]:
        work, wording = frame.workplace.approved, _wording(frame, visit, given)
        if words(one):
            done = work.edit(visit.actor, words(one), wording, version=number(seen), now=visit.now)
        else:
            done = work.draft(visit.actor, wording, unit_id=words(unit), now=visit.now)
        told("answers.saved")
        return (number(count) + 1, *_form(frame, visit, done))

    def approved(visit: Visit, count: object, one: object, seen: object) -> tuple[Any, ...]:
        done = frame.workplace.approved.approve(visit.actor, words(one), version=number(seen), now=visit.now)
        told("answers.approved")
        return (number(count) + 1, *_form(frame, visit, done))

    def withdrawn(visit: Visit, count: object, one: object, seen: object, why: object) -> tuple[Any, ...]:
        done = frame.workplace.approved.withdraw(
            visit.actor, words(one), reason=words(why), version=number(seen), now=visit.now
        )
        told("answers.withdrawn")
        return (number(count) + 1, *_form(frame, visit, done))

    frame.load(opened, outputs=held)
    frame.on(save.click, saved, [again, identity, version, unit, *fields], [again, *held])
    frame.on(approve.click, approved, [again, identity, version], [again, *held])
    frame.on(withdraw.click, withdrawn, [again, identity, version, reason], [again, *held])


_OFF = (gr.update(visible=False), gr.update(visible=False), gr.update(visible=False))


def _listed(frame: Frame, visit: Visit, offset: int, named: object, state: object) -> Drawn:
    # Nothing is chosen yet while the page opens: what the address asks for counts.
    chosen = words(state) if state is not None else asked_state(visit, ApprovedState)
    wanted = ApprovedState(chosen) if chosen else None
    held = frame.workplace.approved.listed(
        visit.actor, state=wanted, words=words(named), offset=offset, limit=PAGE_ROWS + 1
    )
    names = unit_names(frame, (one.unit_id for one in held))
    may_write = visit.may(Act.EDIT_APPROVED_ANSWER)
    return render("answers.html", rows=held[:PAGE_ROWS], names=names, may_write=may_write), len(held) > PAGE_ROWS


def _form(frame: Frame, visit: Visit, one: ApprovedAnswer) -> tuple[Any, ...]:
    name = unit_names(frame, [one.unit_id])[one.unit_id]
    cards = frame.workplace.library.cards({source.document_id for source in one.sources})
    names = {key: card.name for key, card in cards.items()}
    head = render("answer_head.html", one=one, unit=name, names=names)
    named = {key: _named(frame, card) for key, card in cards.items()}
    sources = [
        f"{named.get(source.document_id, source.document_id)} {_BAR} {source.quote}".replace("\n", " ")
        for source in one.sources
    ]
    may_withdraw = visit.may(Act.WITHDRAW_APPROVED_ANSWER) and one.state is not ApprovedState.WITHDRAWN
    may_approve = visit.may(Act.APPROVE_ANSWER) and one.state is not ApprovedState.ACTIVE
    return (
        gr.update(visible=True),
        head,
        one.id,
        one.version,
        one.question,
        "\n".join(one.similar),
        "\n".join(one.lookalikes),
        one.answer,
        "\n".join(sources),
        one.region,
        one.expires_on.isoformat() if one.expires_on else "",
        gr.update(visible=may_approve),
        gr.update(visible=may_withdraw, value=""),
        gr.update(visible=may_withdraw),
    )


def _wording(frame: Frame, visit: Visit, given: tuple[object, ...]) -> Wording:
    question, similar, lookalikes, answer, sources, region, expires = given
    return Wording(
        question=words(question),
        answer=words(answer),
        similar=lines(similar),
        lookalikes=lines(lookalikes),
        sources=tuple(_source(frame, visit, line) for line in lines(sources)),
        region=words(region).strip(),
        expires_on=day(expires),
    )


def _named(frame: Frame, card: DocumentCard) -> str:
    """How a person writes a document down: by its number, where that leads back to it."""
    found = frame.workplace.library.by_number(card.number) if card.number else []
    return str(card.number) if [one.id for one in found] == [card.id] else card.id


def _source(frame: Frame, visit: Visit, line: str) -> ApprovedSource:
    """The document by id or number, and where its text has these words; blanks may differ."""
    named, bar, quote = line.replace("｜", _BAR).partition(_BAR)
    if not bar or not quote.strip():
        raise FieldWrong(text("answers.source_line", line=line[:40]))
    document = frame.workplace.library.document(_document_id(frame, visit, named.strip()))
    place = _place(document.version.text, quote.strip())
    if place is None:
        raise FieldWrong(text("answers.source_wrong", quote=quote.strip()[:40]))
    start, end = place
    return ApprovedSource(document.card.id, document.version.id, start, end, document.version.text[start:end])


def _document_id(frame: Frame, visit: Visit, named: str) -> str:
    found = [str(number) for number, _, _ in find_numbers(named)]
    cards = frame.workplace.library.by_number(found[0]) if found else []
    if cards:
        return cards[0].id
    if not frame.workplace.library.cards([named]):
        raise FieldWrong(text("answers.no_document", named=named[:40]))
    if not frame.workplace.library.is_public(named):
        frame.workplace.lists.case(visit.actor, named)
    return named


def _place(whole: str, quote: str) -> tuple[int, int] | None:
    """Where the words stand, whatever blanks and line breaks are between their characters."""
    kept = [place for place, char in enumerate(whole) if not char.isspace()]
    begin = "".join(whole[place] for place in kept).find("".join(quote.split()))
    if begin < 0:
        return None
    return kept[begin], kept[begin + len("".join(quote.split())) - 1] + 1
