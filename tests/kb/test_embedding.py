"""The embedders keep the contract; the shipped one verifies its files and reads text as its original does."""

import hashlib
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from kb.embedders import open_embedder
from kb.embedders.model_folder import verify_folder
from kb.embedders.onnx import BATCH_TEXTS, BATCH_TOKENS, SHIPPED_MODEL, OnnxEmbedder, batches_by_length
from kb.embedding import Embedder
from kb.errors import EmbedderError
from tests.contracts.embedder import ALIKE_FOR_ALL, PASSAGES, check_meaning

Check = Callable[[Embedder], None]
each_promise = pytest.mark.parametrize("check", ALIKE_FOR_ALL, ids=lambda check: check.__name__.removeprefix("check_"))


@pytest.fixture(scope="module")
def shipped() -> Embedder:
    return open_embedder()


@each_promise
def test_the_shipped_model_keeps_the_contract(shipped: Embedder, check: Check) -> None:
    check(shipped)


@pytest.mark.parametrize(
    ("question", "paraphrase", "unrelated"),
    [
        ("小孩上学怎么报名", "义务教育阶段新生入学登记办法", "机动车驾驶证换证"),
        ("驾照丢了怎么补", "机动车驾驶证补领", "最低生活保障"),
        ("How do I get a work permit?", "外国人来华工作许可", "水库大坝安全鉴定"),
    ],
)
def test_a_question_is_nearer_to_what_it_means(
    shipped: Embedder, question: str, paraphrase: str, unrelated: str
) -> None:
    check_meaning(shipped, question=question, paraphrase=paraphrase, unrelated=unrelated)


def test_a_vector_does_not_depend_on_the_texts_beside_it(shipped: Embedder) -> None:
    alone = shipped.embed_passages(PASSAGES[:1])[0]

    beside_others = shipped.embed_passages([PASSAGES[0], *["★★★ ABC 123" * place for place in range(30)]])[0]

    assert float(alone @ beside_others) > 0.99999


def test_threads_at_the_same_time_get_the_vectors_they_would_get_alone(shipped: Embedder) -> None:
    questions = [f"第{number}条规定了什么" for number in range(24)]
    alone = [shipped.embed_query(question) for question in questions]

    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(shipped.embed_query, questions))

    np.testing.assert_allclose(np.array(together), np.array(alone), atol=1e-6)


def test_full_and_half_width_are_one_text(shipped: Embedder) -> None:
    np.testing.assert_array_equal(shipped.embed_query("（ＡＢＣ１２３）："), shipped.embed_query("(ABC123):"))


def test_batches_hold_every_text_once_and_stay_small() -> None:
    lengths = [(place * 97) % 512 + 1 for place in range(300)]

    batches = list(batches_by_length(lengths))

    assert sorted(place for batch in batches for place in batch) == list(range(300))
    assert max(map(len, batches)) <= BATCH_TEXTS
    assert max(len(batch) * max(lengths[place] for place in batch) for batch in batches) <= BATCH_TOKENS


def test_the_shipped_folder_is_package_data_with_its_licence() -> None:
    folder = files("kb.embedders") / "e5small"

    present = {entry.name for entry in folder.iterdir()}

    assert {"model.onnx", "tokenizer.json", "digests.toml", "LICENSE", "PROVENANCE.md"} <= present


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED_MODEL, tmp_path / "model"))


def test_a_copied_folder_gives_the_same_space(copied: Path, shipped: Embedder) -> None:
    assert open_embedder(f"onnx:{copied}").name == shipped.name


@pytest.mark.parametrize("file", ["model.onnx", "tokenizer.json"])
def test_a_changed_file_is_refused_with_both_digests(copied: Path, file: str) -> None:
    expected = (copied / "digests.toml").read_text("utf-8").split(f'"{file}" = "')[1][:64]
    with (copied / file).open("r+b") as changed:
        changed.seek(1000)
        changed.write(b"\xff\xff")

    with pytest.raises(EmbedderError) as refusal:
        OnnxEmbedder(copied)

    assert f"{copied / file} is damaged" in str(refusal.value)
    assert f"expected sha256 {expected}, found " in str(refusal.value)


@pytest.mark.parametrize("file", ["model.onnx", "tokenizer.json", "digests.toml"])
def test_a_missing_file_is_named(copied: Path, file: str) -> None:
    (copied / file).unlink()

    with pytest.raises(EmbedderError, match=file):
        OnnxEmbedder(copied)


@pytest.mark.parametrize(
    "digests",
    [b"", b"\xff\xfe", b"name = ", b'name = "x"\n[files]\n', b'name = "x"\nfiles = 1\n', b'name = ""\n[files]\n'],
)
def test_unreadable_digests_are_refused(copied: Path, digests: bytes) -> None:
    (copied / "digests.toml").write_bytes(digests)

    with pytest.raises(EmbedderError, match=r"digests\.toml"):
        verify_folder(copied)


@pytest.mark.parametrize("file", ["model.onnx", "tokenizer.json"])
@pytest.mark.parametrize("content", [b"", b"not a model", b"{}"])
def test_a_file_of_the_wrong_kind_is_an_embedder_error(copied: Path, file: str, content: bytes) -> None:
    old = hashlib.sha256((copied / file).read_bytes()).hexdigest()
    (copied / file).write_bytes(content)
    stated = (copied / "digests.toml").read_text("utf-8").replace(old, hashlib.sha256(content).hexdigest())
    (copied / "digests.toml").write_text(stated, "utf-8")

    with pytest.raises(EmbedderError, match="cannot load"):
        OnnxEmbedder(copied)


@pytest.mark.parametrize("spec", ["", "onnx", "onnx:", "word2vec:x", "BUILTIN"])
def test_an_unknown_embedder_is_named_with_those_there_are(spec: str) -> None:
    with pytest.raises(EmbedderError, match=r"say one of builtin, onnx:…, sentence-transformers:…"):
        open_embedder(spec)


@pytest.mark.skipif(find_spec("sentence_transformers") is not None, reason="the extra is installed here")
def test_without_the_extra_the_error_says_how_to_install_it() -> None:
    with pytest.raises(EmbedderError, match=r"pip install 'jiedu\[models\]'"):
        open_embedder("sentence-transformers:some/model")


@pytest.fixture(scope="module")
def other() -> Embedder:
    """A sentence-transformers model in the folder or by the name of JIEDU_TEST_MODEL (see CONTRIBUTING)."""
    return open_embedder(f"sentence-transformers:{os.environ['JIEDU_TEST_MODEL']}")


@pytest.mark.torch
@each_promise
def test_a_sentence_transformers_model_keeps_the_contract(other: Embedder, check: Check) -> None:
    check(other)


@pytest.mark.torch
def test_a_sentence_transformers_model_knows_meaning(other: Embedder) -> None:
    check_meaning(
        other,
        question="How do I get a work permit?",
        paraphrase="Foreign nationals apply for permission to be employed.",
        unrelated="Safety inspection of reservoir dams.",
    )


@pytest.mark.torch
def test_an_absent_sentence_transformers_model_is_an_embedder_error(tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match="neither a folder"):
        open_embedder(f"sentence-transformers:{tmp_path / 'absent'}")
