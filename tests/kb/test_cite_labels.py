import pytest

from kb.citations import cite_labels


@pytest.mark.parametrize(
    ("labels", "cited"),
    [
        ((), ""),
        (("三", "（三）"), "三（三）"),
        (("三", "（三）", "1"), "三（三）1"),
        (("三", "1"), "三、1"),
        (("第二章", "第五条", "第二款"), "第五条第二款"),
        (("第二章", "第五条", "（一）"), "第五条第（一）项"),
        (("第五条", "第一款", "（一）", "1"), "第五条第一款第（一）项第1目"),
        (("第十条之一",), "第十条之一"),
        (("第二章",), "第二章"),
        (("附件1", "二", "（一）"), "附件1 二（一）"),
        (("附件", "第三条"), "附件 第三条"),
        (("申请材料",), "申请材料"),
    ],
)
def test_labels_are_cited_as_officials_cite_them(labels: tuple[str, ...], cited: str) -> None:
    assert cite_labels(labels) == cited
