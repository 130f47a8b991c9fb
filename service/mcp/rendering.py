"""What the tools say in words, beside the same as structured content: many clients give their model only the words."""

import tomllib
from functools import cache
from importlib.resources import files

from service.document_views import DocumentView
from service.search_views import SearchPage
from service.views import AskedView, View


class ExcerptView(View):
    """A document with a stretch of its text; next_start asks for the following one, null at the end."""

    id: str
    title: str
    doc_no: str | None
    kind: str
    issuing_body: str | None
    validity: str
    validity_basis: str
    url: str | None
    version_id: str
    text: str
    start: int
    end: int
    total: int
    next_start: int | None


def excerpt_of(document: DocumentView, *, start: int, length: int) -> ExcerptView:
    """The stretch of a document from a place on; a place behind its end gives an empty one."""
    total = len(document.text)
    begin = min(start, total)
    end = min(begin + length, total)
    body = next((fact.value for fact in document.facts if fact.fact == "issuing_body" and fact.counts), None)
    return ExcerptView(
        id=document.id,
        title=document.title,
        doc_no=document.doc_no,
        kind=document.kind,
        issuing_body=body,
        validity=document.validity.status,
        validity_basis=document.validity.basis,
        url=document.url,
        version_id=document.version_id,
        text=document.text[begin:end],
        start=begin,
        end=end,
        total=total,
        next_start=end if end < total else None,
    )


def told_answer(answer: AskedView, base: str) -> str:
    """The answer as every channel tells it, then where each quotation can be opened."""
    places = []
    for number, one in enumerate(answer.citations, start=1):
        link = _link(one.url, one.source_path, base)
        source = _source(one.title, one.doc_no, one.clause_path, one.validity)
        places += [_say("citation", **source, number=number, link=link)] if link else []
    return "\n".join([answer.text, "", *places, _say("conversation", id=answer.conversation_id)])


def told_hits(page: SearchPage, base: str) -> str:
    """The passages, numbered."""
    if not page.hits:
        return _say("nothing")
    return "\n\n".join(
        _say(
            "hit",
            **_source(hit.title, hit.doc_no, hit.clause_path, hit.validity),
            number=number,
            document_id=hit.document_id,
            link=_link(hit.url, hit.source_path, base),
            text=hit.text,
        )
        for number, hit in enumerate(page.hits, start=1)
    )


def told_excerpt(excerpt: ExcerptView, base: str) -> str:
    """The head of a document and the stretch of its text."""
    head = _say(
        "document",
        title=excerpt.title,
        doc_no=_bracketed(excerpt.doc_no),
        body=excerpt.issuing_body or "",
        validity=excerpt.validity,
        basis=excerpt.validity_basis,
        link=_link(excerpt.url, f"/documents/{excerpt.id}", base),
        total=excerpt.total,
        start=excerpt.start,
        end=excerpt.end,
    )
    more = [] if excerpt.next_start is None else [_say("more", next=excerpt.next_start)]
    return "\n".join([head, "", excerpt.text, *more])


@cache
def wording() -> dict[str, dict[str, str]]:
    """Every sentence of the MCP server."""
    return tomllib.loads(files("service.mcp").joinpath("wording.toml").read_text("utf-8"))


def _say(key: str, **values: object) -> str:
    return wording()["text"][key].format(**values)


def _source(title: str, doc_no: str | None, clause: str, validity: str) -> dict[str, str]:
    return {"title": title, "doc_no": _bracketed(doc_no), "clause": clause, "validity": validity}


def _bracketed(doc_no: str | None) -> str:
    return f"（{doc_no}）" if doc_no else ""


def _link(url: str | None, path: str, base: str) -> str:
    """Our page with the words marked where there is one that can be reached, else the original's."""
    address = f"{base}{path}" if base else url or ""
    return f" {address}" if address else ""
