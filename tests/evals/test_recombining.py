import numpy as np
import pytest

from evals.recombining import Made, recombine
from kb.documents import PassageKind
from kb.embedding import Vector
from kb.passages import Passage, text_digest
from kb.storing import check_reading
from tests.fakes import CharacterEmbedder

TEXTS = [
    "申请人应当提交身份证。材料齐全的当场受理。不齐全的一次告知。",
    "租金每年公布一次。低收入家庭可以申请减免。减免不超过一半。",
    "养犬应当登记。每年年检一次。逾期不检的注销登记。",
]


@pytest.fixture
def passages() -> list[Passage]:
    return [
        Passage(f"p{n}", "d", "v", n, PassageKind.PROSE, (), text, 0, len(text), f"某办法{n}")
        for n, text in enumerate(TEXTS)
    ]


@pytest.fixture
def vectors(passages: list[Passage]) -> dict[str, Vector]:
    made = CharacterEmbedder().embed_passages([passage.indexed_text for passage in passages])
    return {text_digest(passage.indexed_text): row for passage, row in zip(passages, made, strict=True)}


@pytest.fixture
def made(passages: list[Passage], vectors: dict[str, Vector]) -> list[Made]:
    return list(recombine(passages, vectors, count=50, seed=1))


def test_there_are_as_many_passages_as_asked_for(made: list[Made]) -> None:
    assert sum(len(one.reading.passages) for one in made) == 50


def test_every_document_could_be_stored(made: list[Made]) -> None:
    for one in made:
        check_reading(one.reading)


def test_every_sentence_is_a_real_one(made: list[Made]) -> None:
    real = {sentence for text in TEXTS for sentence in text.split("。")}

    assert {sentence for one in made for sentence in one.reading.text.replace("\n", "").split("。")} <= real


def test_every_passage_has_a_vector_near_a_real_one(made: list[Made], vectors: dict[str, Vector]) -> None:
    real = np.array(list(vectors.values()))

    for one in made:
        for draft in one.reading.passages:
            words = f"{draft.context}\n{one.reading.text[draft.start : draft.end]}"
            vector = one.vectors[text_digest(words)]
            assert float(np.linalg.norm(vector)) == pytest.approx(1, abs=1e-3)
            assert float((real @ vector).max()) > 0.85


def test_the_same_seed_makes_the_same_documents(passages: list[Passage], vectors: dict[str, Vector]) -> None:
    first, second = (next(recombine(passages, vectors, count=20, seed=7)) for _ in range(2))

    assert first.reading == second.reading
