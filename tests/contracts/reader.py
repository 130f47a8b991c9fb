"""What every reader keeps, whatever the format."""

from collections.abc import Sequence

from ingestion.blocks import BlockKind, ReadDocument


def assert_keeps_the_reader_contract(documents: Sequence[ReadDocument]) -> None:
    assert documents
    for document in documents:
        assert document.blocks or document.record
        assert document.media_type
        for label, value in document.head.items():
            assert label.strip() == label
            assert value
        for block in document.blocks:
            assert block.text == block.text.strip()
            assert block.text
            assert "\n" not in block.text
            assert "\r" not in block.text
            assert block.page is None or block.page >= 1
            assert (block.kind is BlockKind.TABLE_ROW) == bool(block.cells)
            assert all(part in block.cells for part in block.text.split("\t")) or block.kind is not BlockKind.TABLE_ROW
