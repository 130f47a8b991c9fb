"""What every embedder must do. A back end's test module imports these checks and calls each with its embedder."""

import numpy as np

from kb.embedding import Embedder

PASSAGES = (
    "城镇居民最低生活保障标准为每人每月1309元。",
    "小学一年级新生报名时间为每年5月，须提供户口簿和房产证明。",
    "The office is open from Monday to Friday.",
)
ODD_TEXTS = (
    "",
    " \n\t　",
    "\x00\x01\x7f\ufeff\u200b",
    "\ud800半个代理对",
    "</s><pad><unk>",
    "👨‍👩‍👧‍👦🇨🇳",
    "ปีใหม่ العربية 한국어 ひらがな",
    "𠮷𣘺〇々㎡①～",
    "e\u0301" * 50,
)
LONG_TEXT = "申请人应当提交下列材料：" * 100_000


def check_shapes(embedder: Embedder) -> None:
    vectors = embedder.embed_passages(PASSAGES)
    query = embedder.embed_query("低保多少钱")

    assert vectors.shape == (len(PASSAGES), embedder.dimension)
    assert query.shape == (embedder.dimension,)
    assert vectors.dtype == query.dtype == np.float32


def check_unit_length(embedder: Embedder) -> None:
    vectors = np.vstack([embedder.embed_passages(PASSAGES), embedder.embed_query("低保多少钱")])

    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def check_order_is_kept(embedder: Embedder) -> None:
    texts = [PASSAGES[place % 3] + "另有规定的从其规定。" * (place * 7 % 11) for place in range(40)]

    together = embedder.embed_passages(texts)

    alone = np.vstack([embedder.embed_passages([text]) for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-3)


def check_no_texts(embedder: Embedder) -> None:
    vectors = embedder.embed_passages([])

    assert vectors.shape == (0, embedder.dimension)
    assert vectors.dtype == np.float32


def check_question_and_passage_differ(embedder: Embedder) -> None:
    as_passage = embedder.embed_passages([PASSAGES[0]])[0]

    as_question = embedder.embed_query(PASSAGES[0])

    assert 0.5 < float(as_passage @ as_question) < 0.9999


def check_very_long_text(embedder: Embedder) -> None:
    vectors = embedder.embed_passages([LONG_TEXT, LONG_TEXT + "尾部不计"])

    np.testing.assert_allclose(vectors[0], vectors[1], atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def check_odd_characters(embedder: Embedder) -> None:
    vectors = embedder.embed_passages(ODD_TEXTS)

    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    for text in ODD_TEXTS:
        assert np.isfinite(embedder.embed_query(text)).all()


def check_same_again(embedder: Embedder) -> None:
    np.testing.assert_array_equal(embedder.embed_passages(PASSAGES), embedder.embed_passages(PASSAGES))
    np.testing.assert_array_equal(embedder.embed_query("低保"), embedder.embed_query("低保"))


def check_meaning(embedder: Embedder, *, question: str, paraphrase: str, unrelated: str) -> None:
    """The words differ with the back end: a model without Chinese is asked in English."""
    near, far = embedder.embed_passages([paraphrase, unrelated]) @ embedder.embed_query(question)

    assert near > far + 0.02


ALIKE_FOR_ALL = (
    check_shapes,
    check_unit_length,
    check_order_is_kept,
    check_no_texts,
    check_question_and_passage_differ,
    check_very_long_text,
    check_odd_characters,
    check_same_again,
)
