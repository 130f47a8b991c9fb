"""Whose task a clause is: (责任单位:甲、乙) at its end, and 以下均需…落实 that speaks for all the items after it."""

import re
from dataclasses import replace

from kb.documents import Clause

_NAMED = re.compile(r"[（(\[［]\s*(?:责任|牵头|主办|落实)(?:单位|部门)\s*[:：]\s*(.{2,300}?)\s*[)）\]］][。；;]?\s*$")
_IN_CHARGE = re.compile(
    r"[（(]([^（）()。；]{2,200}?(?:牵头|负责|配合|参与|分工负责)[^（）()。；]{0,60})[)）][。；;]?\s*$"
)
_FOR_ALL = re.compile(
    r"[,，;；、]?\s*以下(?:各项)?均(?:需|须|由|要)(.{2,40}?)(?:落实|负责|参与|配合).{0,3}?(?:不再(?:逐一|一一|重复)列出)?$"
)
_ROLES = re.compile(r"(?:等)?(?:按照?职责分工负责|按职责负责|分工负责|牵头负责|会同|牵头|负责|配合|参与)")


def with_units(clauses: list[Clause], text: str) -> tuple[Clause, ...]:
    """The clauses with the units their own words name; a unit named for all following is added from there on."""
    for_all: list[str] = []
    result = []
    # A clause whose end is also the end of one that begins later leaves its last words to that one.
    last_to_end = {clause.end: clause.start for clause in sorted(clauses, key=lambda c: c.start)}
    for clause in clauses:
        own = text[clause.start : clause.end][-400:] if last_to_end[clause.end] == clause.start else ""
        names, following = _units_of(own)
        if following:
            for_all = [*for_all, *(name for name in following if name not in for_all)]
        if names:
            names = [*names, *(name for name in for_all if name not in names)]
        result.append(replace(clause, unit="、".join(names)) if names else clause)
    return tuple(result)


def _units_of(words: str) -> tuple[list[str], list[str]]:
    match = _NAMED.search(words)
    if match is None:
        in_charge = _IN_CHARGE.search(words)
        return (_names(_ROLES.sub("、", in_charge[1])), []) if in_charge else ([], [])
    named = match[1]
    for_all = _FOR_ALL.search(named)
    if for_all is None:
        return _names(named), []
    return _names(named[: for_all.start()]), _names(for_all[1])


def _names(listed: str) -> list[str]:
    names: list[str] = []
    for name in re.split(r"[、,，;；]|\s{1,}", listed):
        if name and name not in names:
            names.append(name)
    return names
