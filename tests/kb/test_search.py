"""What is found is what may be quoted now, whatever the index still holds; small embedder, real index and catalogue."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from kb.catalogue import Catalogue
from kb.database import Database
from kb.documents import Fact, PublicationState, Validity
from kb.finding import ShelfFinder
from kb.indexer import Indexer
from kb.library import Library
from kb.query_adapter import NoAdapter
from kb.ranking import load_weights
from kb.search import Hit, Query, Search
from kb.shelves import Shelves
from kb.text import Segmenter
from kb.vectors import Vectors
from kb.vocabulary import Expansion
from tests.fakes import CharacterEmbedder
from tests.kb.builders import NOW, incoming, measure

DAY = date(2026, 6, 1)
SEGMENTER = Segmenter(["低保"])
DOGS = ("第一条 每户限养一只犬。", "第二条 养犬登记由公安机关负责。")


@pytest.fixture
def search(database: Database, library: Library, shelves: Shelves, embedder: CharacterEmbedder) -> Search:
    return Search(
        library=library,
        vectors=Vectors(database, embedder),
        finder=ShelfFinder(shelves),
        embedder=embedder,
        adapter=NoAdapter(),
        segmenter=SEGMENTER,
        weights=load_weights(),
    )


@pytest.fixture
def index(database: Database, shelves: Shelves, embedder: CharacterEmbedder) -> Callable[[], None]:
    """The indexes come to hold what SQL says."""
    indexer = Indexer(database, shelves, Vectors(database, embedder), SEGMENTER.terms)

    def apply() -> None:
        indexer.apply(now=NOW)

    return apply


@pytest.fixture
def two(catalogue: Catalogue, index: Callable[[], None]) -> dict[str, str]:
    """Ids of a measure about allowances and one about dogs, both indexed."""
    ids = {
        "allowance": catalogue.store(incoming(measure()), now=NOW).document_id,
        "dogs": catalogue.store(
            incoming(measure(key="dogs", title="养犬管理办法", number="某政规〔2020〕1号", paragraphs=DOGS)), now=NOW
        ).document_id,
    }
    index()
    return ids


def found(search: Search, text: str, *, on: date = DAY) -> list[Hit]:
    return list(search.find(Query(text), on=on).hits)


def test_a_question_finds_the_passage_that_speaks_of_it(search: Search, two: dict[str, str]) -> None:
    best = found(search, "养犬登记由谁负责")[0]

    assert best.document_id == two["dogs"]
    assert "养犬登记" in best.passage.text


def test_passages_of_a_document_stand_together_the_best_first(search: Search, two: dict[str, str]) -> None:
    hits = found(search, "低保标准是多少")

    documents = [hit.document_id for hit in hits]
    assert documents == sorted(documents, key=documents.index)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0.0 <= hit.score <= 1.0 for hit in hits)


def test_no_passage_is_found_twice(search: Search, two: dict[str, str]) -> None:
    ids = [hit.passage.id for hit in found(search, "低保和养犬")]

    assert len(ids) == len(set(ids))


def test_what_was_withdrawn_is_not_found_though_the_index_still_holds_it(
    search: Search, two: dict[str, str], catalogue: Catalogue
) -> None:
    catalogue.withdraw(two["dogs"], now=NOW)

    assert two["dogs"] not in {hit.document_id for hit in found(search, "养犬登记由谁负责")}


def test_drafts_and_what_is_not_open_are_never_found(
    search: Search, catalogue: Catalogue, index: Callable[[], None]
) -> None:
    draft = measure(key="a", title="草稿", number="某发〔2026〕1号")
    closed = measure(key="b", title="内部", number="某发〔2026〕2号", facts={Fact.DISCLOSURE: "不予公开"})
    catalogue.store(incoming(draft, state=PublicationState.DRAFT), now=NOW)
    catalogue.store(incoming(closed), now=NOW)
    index()

    assert found(search, "低保标准是多少") == []


def test_words_that_a_new_version_no_longer_has_are_not_found_though_the_index_is_late(
    search: Search, two: dict[str, str], catalogue: Catalogue
) -> None:
    changed = measure(
        key="dogs", title="养犬管理办法", number="某政规〔2020〕1号", paragraphs=("第一条 每户限养两只犬。", DOGS[1])
    )
    catalogue.store(incoming(changed), now=NOW)

    texts = {hit.passage.text for hit in found(search, "每户限养几只犬")}

    assert "第一条 每户限养一只犬。" not in texts
    assert DOGS[1] in texts


def test_the_standing_is_that_of_the_day_asked_about(
    search: Search, two: dict[str, str], catalogue: Catalogue, index: Callable[[], None]
) -> None:
    catalogue.confirm_validity(
        two["dogs"], Validity.REPEALED, ends_on=date(2024, 12, 31), by="王芳", reason="已有新办法", now=NOW
    )
    index()

    standing = [found(search, "养犬登记", on=day)[0].validity.status for day in (date(2024, 12, 31), date(2025, 1, 1))]

    assert standing == [Validity.IN_FORCE, Validity.REPEALED]


def test_the_standing_follows_a_judgement_made_since_the_same_day_was_asked_about(
    search: Search, catalogue: Catalogue, two: dict[str, str]
) -> None:
    before = found(search, "养犬登记")[0].validity.status

    catalogue.confirm_validity(
        two["dogs"], Validity.REPEALED, ends_on=date(2024, 12, 31), by="王芳", reason="已有新办法", now=NOW
    )

    assert (before, found(search, "养犬登记")[0].validity.status) == (Validity.IN_FORCE, Validity.REPEALED)


def test_only_the_documents_named_are_looked_at(search: Search, two: dict[str, str]) -> None:
    results = search.find(Query("养犬登记由谁负责", only=frozenset({two["allowance"]})), on=DAY)

    assert {hit.document_id for hit in results.hits} == {two["allowance"]}


def test_naming_documents_that_do_not_exist_finds_nothing(search: Search, two: dict[str, str]) -> None:
    assert search.find(Query("养犬", only=frozenset({"d-nothing"})), on=DAY).hits == ()
    assert search.find(Query("养犬", only=frozenset()), on=DAY).hits == ()


def test_naming_a_withdrawn_document_does_not_bring_it_back(
    search: Search, two: dict[str, str], catalogue: Catalogue
) -> None:
    catalogue.withdraw(two["dogs"], now=NOW)

    assert search.find(Query("养犬", only=frozenset({two["dogs"]})), on=DAY).hits == ()


def test_an_official_term_stands_for_the_citizens_word(search: Search, two: dict[str, str]) -> None:
    results = search.find(Query("狗证", expansions=(Expansion("狗证", "养犬登记"),)), on=DAY)

    assert results.hits[0].document_id == two["dogs"]
    assert all(term.stands_in("办理养犬登记") for term in results.terms)


def test_words_that_stand_for_nothing_official_have_no_second_wording(search: Search, two: dict[str, str]) -> None:
    results = search.find(Query("养犬登记", expansions=(Expansion("狗证", "犬类许可"),)), on=DAY)

    assert {term.alternatives for term in results.terms} == {()}


def test_rare_words_say_more_than_common_ones(search: Search, two: dict[str, str]) -> None:
    rarity = {term.text: term.rarity for term in search.find(Query("由公安机关低保第条外星人"), on=DAY).terms}

    assert rarity["外星人"] >= rarity["公安"] > 0


@pytest.mark.parametrize("text", ["", " ", "？！。", "的了吗", "\x00", "😀", "a" * 5000])
def test_a_question_without_words_is_searched_without_failing(text: str, search: Search, two: dict[str, str]) -> None:
    hits = found(search, text)

    assert {hit.document_id for hit in hits} <= set(two.values())


def test_an_empty_library_has_nothing_to_find(search: Search, index: Callable[[], None]) -> None:
    index()

    assert found(search, "低保标准是多少") == []


def test_many_threads_find_the_same(search: Search, two: dict[str, str]) -> None:
    with ThreadPoolExecutor(max_workers=4) as pool:
        results = list(pool.map(lambda _: [h.passage.id for h in found(search, "低保标准是多少")], range(12)))

    assert all(result == results[0] for result in results)
    assert results[0]
