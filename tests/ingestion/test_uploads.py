"""An uploaded file gives its documents or its reasons, and never raises for what a person can upload."""

import pytest

from ingestion.reading import Reading
from ingestion.uploads import read_upload
from kb.documents import PublicationState

TEXT = "关于发放补贴的通知\n\n各单位：\n　　一、补贴标准为每人每月100元。\n".encode()


def test_a_file_gives_drafts_under_a_key_of_its_bytes() -> None:
    with Reading() as reading:
        one, other = (read_upload(reading, data, name="通知.txt") for data in (TEXT, TEXT + "二、完。".encode()))

    (first,), (second,) = one.incoming, other.incoming
    assert first.state is PublicationState.DRAFT and first.source_bytes == TEXT
    assert first.reading.key != second.reading.key and "通知.txt" not in first.reading.key


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "空文件"),
        ("机密★1年\n\n关于工作的通知\n内容。".encode(), "密级标志"),
        (b"\x00\x01\x02\x03" * 100, "不是文本文件"),
        (b"%PDF-1.7 broken", ""),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(data: bytes, told: str) -> None:
    with Reading() as reading:
        upload = read_upload(reading, data, name="../../etc/passwd\x00.txt")

    assert upload.incoming == () and len(upload.reasons) == 1 and told in upload.reasons[0]
    assert "/" not in upload.name and "\x00" not in upload.name
