"""A question for a number is answered by a number of its kind."""

import pytest

from bot.quantities import said_outright, wanted_quantity


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        ("低保标准是多少", "每人每月1309元"),
        ("每年解读几次", "不少于1次"),
        ("多久要公开", "应在1个工作日内公开"),
        ("几岁可以免费", "65周岁以上"),
        ("厨余垃圾多久交运一次", "每日交运"),
        ("最多能养几只", "不得超过两只"),
        ("每台补助多少", "补助十五万元"),
        ("补贴多少钱", "每户八百元"),
        ("生活补贴每月多少", "每人每月200元"),
        ("临时救助标准是多少", "人均不超过本市3个月最低生活保障标准"),
        ("纳税服务热线是多少", "请拨打12366"),
        ("处理费应在多少日内缴纳", "应当在20日内缴纳"),
        ("预计发送旅客多少人次", "预计发送旅客85万人次"),
        ("派出多少名医护人员", "派出2万余名医护人员"),
    ],
)
def test_a_number_of_the_kind_asked_for_is_held(asked: str, held: str) -> None:
    quantity = wanted_quantity(asked)

    assert quantity is None or quantity.search(held)


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        ("低保标准是多少", "报上一级人民政府备案后公布执行"),
        ("低保标准是多少", "自2025年6月1日起按新标准执行"),
        ("低保标准是多少", "依照前两款的规定重新核定"),
        ("低保标准是多少", "穗民规字〔2025〕2号"),
        ("要几天", "在3年内不得再次申请"),
        ("补贴多少钱", "每月25日前发放"),
        ("生活补贴每月多少", "每月25日前发放，共2次"),
    ],
)
def test_days_numbers_of_documents_and_ranks_are_no_amounts(asked: str, held: str) -> None:
    quantity = wanted_quantity(asked)

    assert quantity is not None
    assert not quantity.search(held)


@pytest.mark.parametrize("asked", ["办理护照需要什么材料", "由哪几个部门负责", "电子税务局网址是多少"])
def test_a_question_without_a_number_wants_none(asked: str) -> None:
    assert wanted_quantity(asked) is None


@pytest.mark.parametrize(
    ("asked", "sentence", "tells"),
    [
        ("广州最低生活保障标准是多少", "全市城乡最低生活保障标准为每人每月1309元。", True),
        ("最低生活保障一个月多少钱", "全市城乡最低生活保障标准为每人每月1309元。", True),
        ("最低生活保障标准是多少", "边缘家庭认定标准按最低生活保障标准的1.5倍确定,为每人每月1963.5元。", False),
        ("住房租赁补贴期限几年", "住房租赁补贴期限为5年。", True),
        ("住房租赁补贴期限几年", "住房租赁补贴期限为长期。", False),
    ],
)
def test_a_sentence_tells_the_number_of_the_very_thing_asked_about(asked: str, sentence: str, tells: bool) -> None:
    outright = said_outright(asked)

    assert outright is not None
    assert bool(outright.search(sentence)) is tells


@pytest.mark.parametrize("asked", ["多少钱", "广州多少钱一个月", "办理护照需要什么材料"])
def test_a_question_that_names_no_thing_is_told_nothing_outright(asked: str) -> None:
    assert said_outright(asked) is None
