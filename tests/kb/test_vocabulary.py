"""Citizens' words beside official terms: added, never put in place of what was asked."""

import pytest

from kb.gazetteer import Place
from kb.text import normalise
from kb.vocabulary import ELEMENT_DOMAIN, Term, Vocabulary, load_vocabulary, official_reading


@pytest.fixture(scope="module")
def shipped() -> Vocabulary:
    return load_vocabulary()


def vocabulary(*pairs: tuple[str, str], domain: str = "社会救助") -> Vocabulary:
    return Vocabulary(Term(colloquial, official, domain) for colloquial, official in pairs)


def officials(words: Vocabulary, text: str) -> list[str]:
    return [expansion.official for expansion in words.expansions(text)]


def test_an_official_term_is_added_for_a_citizens_word() -> None:
    assert officials(vocabulary(("低保", "最低生活保障")), "低保怎么办") == ["最低生活保障"]


def test_what_the_question_says_itself_is_not_added() -> None:
    assert officials(vocabulary(("低保", "最低生活保障")), "低保就是最低生活保障吗") == []


def test_the_longer_word_wins_over_one_inside_it() -> None:
    words = vocabulary(("低保", "最低生活保障"), ("低保户", "最低生活保障家庭"))

    assert officials(words, "低保户有什么待遇") == ["最低生活保障家庭"]


def test_a_word_that_opens_a_longer_one_keeps_its_own_term() -> None:
    words = vocabulary(("老板", "用人单位"), ("老板跑路", "逃匿"))

    assert officials(words, "老板跑路了怎么要工资") == ["逃匿", "用人单位"]


@pytest.mark.parametrize(
    ("long", "short"),
    [("社保卡", "社保"), ("特种设备年检", "年检"), ("养老公证", "老公")],
    ids=["rest", "end", "across"],
)
def test_a_fragment_of_a_longer_word_stands_for_nothing(long: str, short: str) -> None:
    assert officials(vocabulary((long, "甲"), (short, "乙")), f"{long}在哪里办") == ["甲"]


def test_a_fragment_of_the_opening_word_stands_for_nothing() -> None:
    words = vocabulary(("社保卡丢了", "社会保障卡补领"), ("社保卡", "社会保障卡"), ("社保", "社会保险"))

    assert officials(words, "社保卡丢了怎么办") == ["社会保障卡补领", "社会保障卡"]


def test_a_piece_of_an_official_term_is_no_citizens_word() -> None:
    words = vocabulary(("身份证", "居民身份证"), ("绿卡", "外国人永久居留身份证"))

    assert officials(words, "外国人永久居留身份证怎么换") == []
    assert officials(words, "外国人永久居留身份证和身份证要一起带吗") == ["居民身份证"]


def test_one_word_may_stand_for_several_terms() -> None:
    words = vocabulary(("生娃", "生育登记"), ("生娃", "出生医学证明"))

    assert sorted(officials(words, "生娃要办什么")) == ["出生医学证明", "生育登记"]


@pytest.mark.parametrize("text", ["低保怎么申请", "如何申请低保", "办低保要什么材料", "怎么吃低保"])
def test_the_example_people_are_given_is_read_as_what_documents_call_it(text: str, shipped: Vocabulary) -> None:
    # 最低生活保障业务申请预约 is the name of one city's online service, and hid the benefit itself.
    assert "最低生活保障" in officials(shipped, text)


def test_words_for_elements_of_a_guide_are_not_looked_for() -> None:
    assert officials(vocabulary(("要带啥", "申请材料"), domain=ELEMENT_DOMAIN), "要带啥") == []


def test_writing_does_not_matter() -> None:
    assert officials(vocabulary(("etc卡", "电子不停车收费")), "ＥＴＣ卡怎么办") == ["电子不停车收费"]


@pytest.mark.parametrize("text", ["", "？", "今天"])
def test_a_text_without_such_words_is_left_alone(text: str) -> None:
    assert officials(vocabulary(("低保", "最低生活保障")), text) == []


def test_terms_and_places_are_not_split() -> None:
    words = Vocabulary(
        [Term("吃低保", "最低生活保障", "社会救助")], [Place("样州市", "样州", "")], ["准运凭条"]
    ).segmenter.words("样州市最低生活保障和准运凭条")

    assert {"样州市", "最低生活保障", "准运凭条"} <= set(words)


def test_every_shipped_word_brings_its_term(shipped: Vocabulary) -> None:
    unheard = [
        colloquial for colloquial in ("低保", "五保户", "吃低保") if not officials(shipped, f"{colloquial}是什么")
    ]

    assert unheard == []


@pytest.mark.parametrize(
    ("question", "official"),
    [
        ("孕妇能被辞退吗", "孕期"),
        ("业主怎么换物业公司", "选聘和解聘物业服务企业"),
        ("怎么给坐牢的人寄钱", "被监管人员家属顾送款预存"),
        ("房子卖了电费户主怎么换", "更名过户"),
        ("驾照扣满12分了怎么办", "满分审验教育"),
        ("我老公打我怎么办", "家庭暴力"),
        ("楼上扔东西砸到人谁赔", "从建筑物中抛掷物品"),
        ("爸爸没留遗嘱房子归谁", "法定继承"),
        ("去世老人的存款怎么取", "小额继承公证"),
        ("捡到手机不还算犯法吗", "遗失物"),
        ("老板跑路了工钱怎么办", "劳动报酬"),
        ("试用期被辞有赔偿吗", "在试用期间被证明不符合录用条件"),
        ("被人碰瓷了怎么办", "敲诈勒索"),
        ("7天无理由不给退怎么办", "无需说明理由"),
        ("野猪毁庄稼有没有赔", "野生动物造成人员伤亡、农作物或者其他财产损失"),
        ("在哪里打狂犬疫苗", "狂犬病暴露后医学处置门诊"),
    ],
)
def test_questions_in_citizens_words_are_led_to_the_term(shipped: Vocabulary, question: str, official: str) -> None:
    assert official in officials(shipped, question)


@pytest.mark.parametrize(
    ("text", "official"),
    [
        ("保护妇女儿童权益", "子女"),
        ("全国考试时间", "中央机关及其直属机构公务员录用考试"),
        ("退还手续", "正当防卫"),
        ("部分家庭", "分家析产"),
        ("住房证明", "不动产权证书"),
        ("侦查案件", "案件查询"),
        ("建筑物管理", "物业服务企业"),
        ("医务人员工作时间", "劳动者"),
        ("提供虚假证明", "伪造"),
        ("给予合理赔偿", "保险金"),
        ("电动自行车上牌", "非机动车"),
        ("今年28岁", "八周岁"),
        ("在境外遇到困难", "与他人同居"),
        ("生产检验设备", "产前检查"),
        ("驾驶人考试管理", "辅助生殖"),
        ("已使用和尚未使用的", "宗教教职人员"),
        ("住房租赁补贴", "租金"),
        ("加入职工医保", "建立劳动关系"),
    ],
)
def test_a_word_across_two_words_is_not_heard(shipped: Vocabulary, text: str, official: str) -> None:
    assert official not in officials(shipped, text)


def test_an_official_term_that_holds_a_citizens_word_is_not_read_again() -> None:
    words = vocabulary(("通行证丢了", "补发通行证"), ("通行证", "往来港澳通行证"))
    text = "通行证丢了，通行证怎么办"

    assert official_reading(text, words.expansions(text)) == normalise("补发通行证，往来港澳通行证怎么办")


def test_shipped_places_are_named_once_and_apart(shipped: Vocabulary) -> None:
    names = [(place.name, place.parent) for place in shipped.places]
    shorts = [place.short for place in shipped.places if place.short]

    assert len(names) == len(set(names))
    assert len(shorts) == len(set(shorts))
    assert all(normalise(name) == name for name, _ in names)
