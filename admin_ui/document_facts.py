"""The facts read from the file beside the file, each with the sentence it was read from; and their correction."""

from typing import Any

import gradio as gr

from admin_ui.bench import Bench, Held, Sight, label, shown, words
from admin_ui.frame import Visit
from admin_ui.rendering import render
from governance.access import Act
from governance.words import word
from kb.documents import Claim, Fact

# The system keeps these; the domain refuses them whatever the page offers.
_KEPT = (Fact.PUBLISHED_ON, Fact.DISCLOSURE, Fact.VALIDITY)
# A page that is drawn anew after each act carries no more of a long document than people look at.
_MOST_SHOWN = 40_000

Piece = tuple[str, str]
"""Some of the text, and the names of the facts that were read from it ("" for none)."""


def place(bench: Bench) -> None:
    """The table of facts, the text with its sources marked, and the form to set one right."""
    page = gr.HTML(apply_default_css=False)
    with gr.Group(visible=False) as form:
        with gr.Row():
            facts = [(word(fact), fact.value) for fact in Fact if fact not in _KEPT]
            fact = gr.Dropdown(facts, value=Fact.TITLE.value, label=label("fact"), scale=1)
            value = gr.Textbox(label=label("value"), scale=2, max_length=500)
            reason = gr.Textbox(label=label("why"), scale=2, max_length=500)
        save = gr.Button(label("correct"))

    def act(visit: Visit, held: Held, fact: object, value: object, reason: object) -> str:
        bench.work.preparation.correct_fact(
            visit.actor,
            held.document_id,
            Fact(words(fact)) if words(fact) in {one.value for one in Fact} else Fact.TITLE,
            words(value).strip(),
            reason=words(reason),
            version=held.version,
            now=visit.now,
        )
        return "document.corrected"

    def show(sight: Sight) -> list[Any]:
        return [_page(sight), shown(sight.may(Act.CORRECT_FACT)), "", ""]

    bench.shows(show, [page, form, value, reason])
    bench.does(save, act, [fact, value, reason])


def _page(sight: Sight) -> str:
    document = sight.document
    claims = document.card.facts
    made = {made.claim.fact: made for made in document.claims if made.made_by}
    text = document.version.text
    return render(
        "document_facts.html",
        rows=[(fact, claims.get(fact), made.get(fact)) for fact in Fact if fact in claims],
        missing=[fact for fact in Fact if fact not in claims and fact not in _KEPT],
        pieces=marked(text[:_MOST_SHOWN], list(claims.values())),
        left=max(0, len(text) - _MOST_SHOWN),
        version=document.version,
    )


def marked(text: str, claims: list[Claim]) -> list[Piece]:
    """The text in pieces, those that facts were read from with their names; of two that overlap the first counts."""
    spans = sorted(
        (claim.start, claim.end, word(claim.fact))
        for claim in claims
        if claim.start is not None and claim.end is not None and 0 <= claim.start < claim.end <= len(text)
    )
    pieces: list[Piece] = []
    at = 0
    for start, end, name in spans:
        if pieces and (start, end) == (at - len(pieces[-1][0]), at) and pieces[-1][1]:
            pieces[-1] = (pieces[-1][0], f"{pieces[-1][1]}、{name}")
        elif start >= at:
            pieces += [(text[at:start], ""), (text[start:end], name)]
            at = end
    return [piece for piece in [*pieces, (text[at:], "")] if piece[0]]
