"""Real secrecy marks are found, mentions of secrets are not."""

import pytest

from ingestion.blocks import Block, BlockKind, RawDocument, ReadDocument
from ingestion.reading import read
from ingestion.secrecy import secrecy_mark, secrecy_mark_of
from tests.ingestion.reading_files import read_one, shipped


def paper(*lines: str) -> list[Block]:
    return [
        Block(BlockKind.PARAGRAPH, line) for line in (*lines, "关于做好工作的通知", "各区人民政府：", "现通知如下。")
    ]


@pytest.mark.parametrize(
    "lines",
    [
        *(
            ("机密★1年",),
            ("秘密★",),
            ("绝密★长期",),
            ("秘　密",),
            ("机 密",),
            ("000001", "机密★1年", "特急"),
            ("000123", "秘密"),
        ),
        *(
            ("密级：机密",),
            ("份号：000001 机密★5年",),
            ("000001\t机密★1年\t特急",),
            ("秘密★10年 加急",),
            ("No.000012", "绝密"),
        ),
    ],
)
def test_a_mark_in_the_head_is_found(lines):
    assert secrecy_mark(paper(*lines)) is not None


def test_a_starred_mark_alone_on_a_later_page_is_found():
    blocks = [*paper(*["正文。"] * 30), Block(BlockKind.PARAGRAPH, "秘密★3年")]

    assert secrecy_mark(blocks) == "秘密★3年"


@pytest.mark.parametrize(
    "line",
    [
        *(
            "涉及国家秘密的，依照有关规定处理。",
            "保守国家秘密，保护商业秘密。",
            "依法保守秘密",
            "商业秘密",
            "国家秘密",
            "密级：公开",
        ),
        *(
            "文件应当标注“机密★1年”字样。",
            "绝密、机密、秘密三级",
            "《中华人民共和国保守国家秘密法》",
            "000001",
            "机密文件的保管",
        ),
    ],
)
def test_a_mention_is_no_mark(line):
    assert secrecy_mark(paper(line)) is None


def test_a_record_that_states_its_level_is_found():
    assert (
        secrecy_mark_of(ReadDocument((), "application/jsonl", record={"标题": "通知", "密级": "机密"})) == "密级：机密"
    )


@pytest.mark.parametrize(
    "name", ["founding-notice.txt", "minimum-living-allowance.html", "water-bodies.pdf", "n_gongwen_reply.ofd"]
)
def test_published_papers_are_not_refused(name):
    assert secrecy_mark_of(read_one(shipped(name))) is None


def test_a_mark_in_the_corner_of_a_page_counts_though_the_reader_drops_the_corner():
    page = (
        "<html><body><p>机密&#9733;1年</p><div id=zoomcon><p>关于鸵鸟补贴的通知</p><p>各区人民政府：</p>"
        "<p>一、每只补贴三百元，由区农业农村局按季度发放，申请人应当提交养殖证明。</p></div></body></html>"
    )
    raw = RawDocument(page.encode(), "corner.html", "corner.html")

    (document,) = read(raw)

    assert secrecy_mark_of(document)
