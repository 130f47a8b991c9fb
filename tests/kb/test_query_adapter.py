"""The vector of a question is turned, by what was learnt for the model that ships and no other."""

from pathlib import Path

import numpy as np
import pytest

from kb.embedders.model_folder import verify_folder
from kb.embedders.onnx import SHIPPED_MODEL
from kb.errors import EmbedderError
from kb.query_adapter import SHIPPED_ADAPTER, NoAdapter, QueryAdapter, load_adapter

VECTOR = np.array([0.6, 0.8, 0.0], np.float32)


def test_the_adapter_that_ships_was_learnt_for_the_model_that_ships() -> None:
    assert isinstance(load_adapter(verify_folder(SHIPPED_MODEL)), QueryAdapter)


def test_for_another_model_vectors_stay_as_they_are() -> None:
    adapter = load_adapter("another-model@123")

    assert isinstance(adapter, NoAdapter)
    assert adapter.turned(VECTOR) is VECTOR
    assert adapter.measured(0.8) == 0.8


@pytest.mark.parametrize("content", [None, b"", b"no adapter", b"PK\x03\x04cut", SHIPPED_ADAPTER.read_bytes()[:5000]])
def test_a_missing_or_damaged_file_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "query_adapter.npz"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(EmbedderError, match=r"query_adapter\.npz cannot be read .*; install the program again"):
        load_adapter("any", path)


def test_a_turned_vector_has_length_one_and_goes_where_the_matrices_say() -> None:
    adapter = QueryAdapter(np.float32([[1], [0], [0]]), np.float32([[0, 0, 2]]), offset=0.5, slope=0.25)

    turned = adapter.turned(VECTOR)

    assert turned.dtype == np.float32
    assert turned == pytest.approx(np.array([0.6, 0.8, 1.2]) / np.linalg.norm([0.6, 0.8, 1.2]))
    assert adapter.measured(0.8) == pytest.approx(0.7)
