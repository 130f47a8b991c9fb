"""Ranking keeps documents together, the best first, and says why; its weights are data that fit the code."""

from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest

from kb.cards import DocumentCard, FoundPassage
from kb.documents import Claim, DocumentKind, Fact, Origin, PassageKind, PublicationState
from kb.measuring import FEATURES, Candidate, Evidence
from kb.naming import Said
from kb.passages import Passage
from kb.place_names import short_place
from kb.question_terms import WeightedTerm, fold
from kb.ranking import Ranked, load_weights, rank

WEIGHTS = load_weights()
TERMS = (WeightedTerm("低保", 3.0), WeightedTerm("标准", 1.0))


def candidate(
    document: str,
    text: str,
    *,
    title: str = "某通知",
    region: str = "",
    cosine: float = 0.8,
    kind: DocumentKind = DocumentKind.POLICY,
) -> Candidate:
    facts = {Fact.TITLE: title, Fact.REGION: region}
    claims = MappingProxyType({fact: Claim(fact, value, Origin.RECORD) for fact, value in facts.items() if value})
    card = DocumentCard(document, 1, kind, PublicationState.PUBLISHED, f"v-{document}", claims)
    passage = Passage(f"p-{document}-{text}", document, card.version_id, 0, PassageKind.PROSE, (), text, 0, len(text))
    return Candidate(FoundPassage(passage, card, ()), cosine, cosine)


def ranked(*candidates: Candidate, evidence: Evidence | None = None) -> list[Ranked]:
    return rank(candidates, evidence or Evidence(TERMS), WEIGHTS)


def test_nothing_found_is_nothing_ranked() -> None:
    assert ranked() == []


def test_every_candidate_is_ranked_once() -> None:
    given = [candidate("a", "甲"), candidate("b", "乙"), candidate("a", "丙"), candidate("c", "丁")]

    assert sorted(r.candidate.found.passage.id for r in ranked(*given)) == sorted(c.found.passage.id for c in given)


def test_passages_of_a_document_stand_together_the_best_document_first() -> None:
    result = ranked(
        candidate("a", "养犬登记"), candidate("b", "低保标准"), candidate("a", "养犬年审"), candidate("b", "低保申请")
    )

    assert [r.document_id for r in result] in (["a", "a", "b", "b"], ["b", "b", "a", "a"])
    assert [r.document_score for r in result] == sorted((r.document_score for r in result), reverse=True)


def test_within_a_document_the_passage_that_fits_best_stands_first() -> None:
    first, second = ranked(candidate("a", "附则", cosine=0.1), candidate("a", "低保标准", cosine=0.9))

    assert first.candidate.found.passage.text == "低保标准"
    assert first.passage_score >= second.passage_score


def test_support_is_what_the_second_and_third_passage_say_whatever_lies_between() -> None:
    texts = ("低保标准", "低保", "标准", "附则")
    own = [candidate("a", text, title="甲") for text in texts]
    others = [candidate(other, "低保标准低保标准", title="乙") for other in "bcd"]
    mixed = [one for pair in zip(own[::-1], [*others, candidate("b", "低保")], strict=True) for one in pair]

    alone = [ranked(candidate("a", text, title="甲"))[0].parts["words"] for text in texts]
    parts = next(r.parts for r in ranked(*mixed) if r.document_id == "a")

    assert parts["words"] == pytest.approx(max(alone))
    assert parts["support"] == pytest.approx(sum(sorted(alone)[-3:-1]))
    assert {r.parts["support"] for r in ranked(*mixed) if r.document_id in "cd"} == {0.0}


def test_words_and_meaning_that_fit_beat_those_that_do_not() -> None:
    result = ranked(
        candidate("a", "犬只免疫", cosine=0.70),
        candidate("b", "低保标准", title="低保标准的通知", cosine=0.95),
    )

    assert result[0].document_id == "b"


def test_scores_are_chances() -> None:
    result = ranked(*(candidate(str(n), "低保标准" * n, cosine=1.0) for n in range(5)))

    assert all(0.0 <= r.document_score <= 1.0 for r in result)


def test_the_same_candidates_are_ranked_the_same() -> None:
    given = [candidate(str(n), "低保标准") for n in range(6)]

    assert ranked(*given) == ranked(*given)


def test_every_feature_is_told_and_a_number() -> None:
    (only,) = ranked(candidate("a", "低保标准"))

    assert tuple(only.parts) == FEATURES
    assert all(np.isfinite(value) for value in only.parts.values())


@pytest.mark.parametrize(
    ("own", "asked", "value"),
    [
        ("广东省广州市", ("广州市",), 1.0),
        ("广东省广州市", ("广东省",), 1.0),
        ("广东省广州市", ("深圳市",), -1.0),
        ("广东省广州市", (), 0.0),
        ("", ("广州市",), 0.0),
        ("全国", ("广州市",), 0.0),
        ("广东省广州市", ("深圳市", "广州市"), 1.0),
    ],
)
def test_the_place_asked_about_is_held_against_the_documents_own(
    own: str, asked: tuple[str, ...], value: float
) -> None:
    (only,) = ranked(candidate("a", "低保标准", region=own), evidence=Evidence(TERMS, regions=asked))

    assert only.parts["region"] == value


def test_a_city_named_with_its_province_is_not_every_city_of_the_province() -> None:
    evidence = Evidence(TERMS, regions=("广东省深圳市",))

    (only,) = ranked(candidate("a", "低保标准", region="广东省广州市"), evidence=evidence)

    assert only.parts["region"] == -1.0


@pytest.mark.parametrize(
    ("title", "asked", "value"),
    [
        ("2025年低保标准的通知", (2025,), 1.0),
        ("2025年低保标准的通知", (2023,), -1.0),
        ("低保标准的通知", (2023,), 0.0),
        ("2025年低保标准的通知", (), 0.0),
        ("2025年低保标准的通知", (2023, 2025), 1.0),
    ],
)
def test_the_year_asked_about_is_held_against_the_title(title: str, asked: tuple[int, ...], value: float) -> None:
    (only,) = ranked(candidate("a", "低保标准", title=title), evidence=Evidence(TERMS, years=asked))

    assert only.parts["year"] == value


def test_what_the_conversation_was_about_is_not_ranked_lower_for_it() -> None:
    twin = (candidate("a", "低保标准"), candidate("b", "低保标准"))

    result = ranked(*twin, evidence=Evidence(TERMS, favoured=frozenset({"b"})))

    assert result[0].document_id == "b"


@pytest.mark.parametrize(
    "evidence", [Evidence(()), Evidence((WeightedTerm("无", 0.0),)), Evidence((WeightedTerm("无", 2.0),))]
)
def test_questions_without_words_of_their_own_are_ranked_all_the_same(evidence: Evidence) -> None:
    (only,) = ranked(candidate("a", "低保标准", title=""), evidence=evidence)

    assert np.isfinite(only.document_score)


def test_full_width_and_capital_letters_count_as_written_plainly() -> None:
    evidence = Evidence((WeightedTerm("app", 3.0),))

    plain, wide = (ranked(candidate("a", text), evidence=evidence)[0].parts for text in ("用app办理", "用ＡＰＰ办理"))

    assert plain == wide


def test_the_shipped_weights_are_of_features_that_exist() -> None:
    assert set(WEIGHTS.weights) <= set(FEATURES)
    assert any(WEIGHTS.weights.values())


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("广州市", "广州"),
        ("广东省", "广东"),
        ("广西壮族自治区", "广西"),
        ("香港特别行政区", "香港"),
        ("沙县", "沙县"),
        ("天河区", "天河"),
    ],
)
def test_a_place_is_also_known_without_its_rank(name: str, short: str) -> None:
    assert short_place(name) == short


def test_folding_leaves_chinese_as_it_is() -> None:
    assert fold("低保（ＡＢ）１") == "低保(ab)1"


def test_a_guide_whose_name_was_left_unsaid_is_less_likely_to_answer() -> None:
    said = candidate("a", "申请材料", title="居住证补发", kind=DocumentKind.GUIDE)
    unsaid = replace(candidate("b", "申请材料", title="居住证补发", kind=DocumentKind.GUIDE), name_said=Said(0.2))

    scores = {r.document_id: r.document_score for r in ranked(said, unsaid)}

    assert scores["a"] > scores["b"]


@pytest.mark.parametrize(
    ("name", "said"), [("居住证注销", Said(another_act=True)), ("台胞居住证申领", Said(outsiders=True))]
)
def test_a_guide_for_another_act_or_other_people_stands_behind_its_like(name: str, said: Said) -> None:
    other = replace(candidate("a", "材料", title=name, kind=DocumentKind.GUIDE), name_said=said)
    plain = candidate("b", "材料", title="居住证申领", kind=DocumentKind.GUIDE)

    result = ranked(other, plain)

    assert [r.document_id for r in result] == ["b", "a"]
    assert result[0].document_score > result[1].document_score


@pytest.mark.parametrize(("asked", "first"), [((), "home"), (("北京市",), "away")])
def test_the_place_served_is_meant_where_none_is_named(asked: tuple[str, ...], first: str) -> None:
    both = (candidate("away", "低保标准", region="北京市"), candidate("home", "低保标准", region="广东省广州市"))

    result = ranked(*both, evidence=Evidence(TERMS, regions=asked, home="广东省广州市"))

    assert result[0].document_id == first


def test_where_no_place_is_served_all_places_are_alike() -> None:
    both = (candidate("away", "低保标准", region="北京市"), candidate("home", "低保标准", region="广东省广州市"))

    assert [r.document_id for r in ranked(*both)] == ["away", "home"]
