"""An interpretation that copies or only quotes is told from one that explains."""

import pytest

from governance.copying import copying

DOCUMENT = (
    "全市城乡最低生活保障标准为每人每月1309元。最低生活保障边缘家庭认定标准按最低生活保障标准的1.5倍确定。"
    "本通知规定的标准从2025年1月1日起执行，各区对本通知实施前已发放的救助金应当予以补发差额。"
)
OWN = "家里困难、领低保的人，从今年起每个月能多领几十块钱。以前少发的，区里会补给您，不用再跑一趟。"


def test_own_words_are_no_copy() -> None:
    found = copying(OWN, DOCUMENT)

    assert (found.share, found.is_too_much, found.copied) == (0.0, False, ())


def test_a_shortened_document_is_a_copy() -> None:
    found = copying("最低生活保障边缘家庭认定标准按最低生活保障标准的1.5倍确定。", DOCUMENT)

    assert found.share == 1.0 and found.is_too_much and len(found.copied) == 1


def test_changing_punctuation_and_blanks_hides_nothing() -> None:
    found = copying("最低生活保障边缘家庭 认定标准，按最低生活保障标准的 1.5 倍确定！", DOCUMENT)

    assert found.is_too_much


def test_a_quotation_among_explanations_is_no_copy() -> None:
    found = copying(f"文件写的是“全市城乡最低生活保障标准为每人每月1309元”。{OWN}", DOCUMENT)

    assert found.share == 0.0 and 0 < found.quoted < 0.5 and not found.is_too_much


def test_nothing_but_quotations_explains_nothing() -> None:
    found = copying(f"第一条：“{DOCUMENT}”", DOCUMENT)

    assert found.quoted > 0.7 and found.is_too_much


@pytest.mark.parametrize("text", ["", "。。。", "好。", "“" * 5000])
def test_odd_texts_are_no_copies(text: str) -> None:
    assert copying(text, DOCUMENT).share == 0.0
