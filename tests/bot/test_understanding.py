"""What a question asks for, in the many ways people ask it, and what only sounds like asking it."""

import pytest

from bot.understanding import Aspect, Cues, find_codes, find_regions, find_years, load_cues, understand
from kb.text import normalise
from kb.vocabulary import Vocabulary

CUES = Cues(load_cues())


def aspects(text: str) -> frozenset[Aspect]:
    return CUES.aspects(normalise(text))


@pytest.mark.parametrize(
    ("aspect", "phrasings"),
    [
        (Aspect.MATERIALS, ["要带什么材料", "需要哪些证件", "要准备啥", "应提交哪些资料", "要交什么", "需要提供什么"]),
        (Aspect.PLACE, ["在哪办", "去哪里申请", "办理地点", "到哪个窗口", "地址是什么", "到哪儿领"]),
        (Aspect.PHONE, ["电话是多少", "打什么号码", "联系方式", "怎么联系民政局", "热线是多少"]),
        (Aspect.DURATION, ["要多久", "几天能办好", "办理时限", "多少个工作日", "期限是几年", "多长时间"]),
        (Aspect.TIME, ["什么时候开始", "截止到哪天", "几号发", "从哪年起施行", "何时报名", "窗口办公时间"]),
        (Aspect.FEE, ["收费吗", "手续费", "要不要钱", "工本费多少", "是免费的吗", "要花多少"]),
        (Aspect.AMOUNT, ["标准是多少", "补贴金额", "每年几次", "最高额度", "报销比例", "不低于几成"]),
        (Aspect.WHO, ["由哪个单位负责", "谁来管", "归哪个部门管", "责任单位", "实施主体是谁", "哪家单位受理"]),
        (Aspect.CONDITIONS, ["什么条件", "哪些人能申请", "要符合什么", "申请资格", "适用范围", "满足哪些要求"]),
        (Aspect.PROCEDURE, ["怎么申请", "如何办理", "办理流程", "手续咋办", "通过什么途径"]),
        (Aspect.PERMISSION, ["能不能跨市办", "可以代办吗", "是否需要年审", "允许养几只", "外地人能申请吗"]),
        (Aspect.DEFINITION, ["什么是特困人员", "低保边缘家庭是什么意思", "何谓重大建设项目", "什么叫积分入户"]),
        (Aspect.PENALTY, ["罚多少", "会怎么处罚", "要负什么法律责任", "违反了会怎么处理", "罚款多少"]),
        (Aspect.VALIDITY, ["还有效吗", "是否废止", "作废了没", "这个文件过期了吗", "现在还能用吗"]),
        (Aspect.LIST, ["有哪些措施", "包括什么内容", "有什么政策", "分几种"]),
    ],
)
def test_an_aspect_is_heard_in_every_usual_phrasing(aspect: Aspect, phrasings: list[str]) -> None:
    unheard = [phrasing for phrasing in phrasings if aspect not in aspects(phrasing)]

    assert unheard == []


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("政府部门主要负责人每年至少解读几次政策", Aspect.WHO),
        ("单位负责人的职责", Aspect.WHO),
        ("社会救助暂行办法", Aspect.PROCEDURE),
        ("电动自行车管理办法", Aspect.PROCEDURE),
        ("有效身份证件", Aspect.VALIDITY),
        ("处罚标准公示", Aspect.AMOUNT),
        ("窗口期", Aspect.PHONE),
        ("12345热线由哪个单位负责", Aspect.PHONE),
        ("怎么处罚", Aspect.PROCEDURE),
    ],
)
def test_a_false_friend_is_not_taken_for_the_aspect(text: str, aspect: Aspect) -> None:
    assert aspect not in aspects(text)


def test_a_question_may_ask_for_several_things() -> None:
    assert aspects("办残疾人证要带什么材料，去哪里办，要多久？") >= {Aspect.MATERIALS, Aspect.PLACE, Aspect.DURATION}


def test_every_aspect_has_its_cue() -> None:
    assert set(load_cues()["aspects"]) == {aspect.value for aspect in Aspect}


def test_traditional_and_full_width_writing_is_heard_alike() -> None:
    assert aspects("需要帶什麼材料？") == aspects("需要带什么材料？")


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2025年低保标准", (2025,)),
        ("2024年度和2025年度比较", (2024, 2025)),
        ("低保标准2025", (2025,)),
        ("2025人才补贴", (2025,)),
        ("2025天河区低保", (2025,)),
        ("2025.5.1起施行", (2025,)),
        ("2024-2025年", (2024, 2025)),
        ("2025年2025年", (2025,)),
        ("穗民规字〔2025〕2号", ()),
        ("穗民规字[2025]2号", ()),
        ("电话02083332024", ()),
        ("1898年", ()),
        ("低保标准", ()),
    ],
)
def test_years_are_those_named_as_years(text: str, years: tuple[int, ...]) -> None:
    assert find_years(text) == years


@pytest.mark.parametrize(
    "text", ["罚款2000元", "补贴2025元", "面积2010平方米", "满2000人的单位", "1000-2000元", "2010.5平米", "2000多人"]
)
def test_amounts_are_no_years(text: str) -> None:
    assert find_years(text) == ()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("事项编码11440000006940116U2440102002003", ("11440000006940116U2440102002003",)),
        ("11440000006940116u2440102002003怎么办", ("11440000006940116U2440102002003",)),
        ("电话020-83333333", ()),
        ("2025年1月1日", ()),
        ("abcdefghijklmnop", ()),
    ],
)
def test_matter_codes_are_found_in_upper_case(text: str, codes: tuple[str, ...]) -> None:
    assert find_codes(text) == codes


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("广州低保标准", ("广东省广州市",)),
        ("广州市低保标准", ("广东省广州市",)),
        ("深圳和广州哪个高", ("广东省广州市", "广东省深圳市")),
        ("北京市海淀区怎么办", ("北京市海淀区",)),
        ("低保标准是多少", ()),
    ],
)
def test_places_are_found_by_full_and_short_name(text: str, regions: tuple[str, ...], vocabulary: Vocabulary) -> None:
    assert sorted(find_regions(text)) == sorted(regions)


def test_the_words_of_a_title_in_book_marks_ask_for_nothing(vocabulary: Vocabulary) -> None:
    found = understand("《社会工作者职业水平评价条件和收费标准》还有效吗", cues=CUES, vocabulary=vocabulary)

    assert not found.aspects & {Aspect.CONDITIONS, Aspect.FEE, Aspect.AMOUNT}
    assert Aspect.VALIDITY in found.aspects


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("你好，我想问一下低保怎么申请", "低保怎么申请"),
        ("您好！请问，居住证在哪里办？谢谢您！", "居住证在哪里办？"),
        ("麻烦您帮我查一下荆政办文〔2018〕13号还有效吗", "荆政办文〔2018〕13号还有效吗"),
        ("老师，请问教师资格证怎么考", "教师资格证怎么考"),
        ("低保标准是多少。", "低保标准是多少"),
        ("我叫［姓名］，我的电话是［手机号］，低保怎么申请", "低保怎么申请"),
        ("低保怎么申请，我电话［手机号］", "低保怎么申请"),
        ("我住［住址］，办居住证去哪里", "办居住证去哪里"),
        ("能告诉我低保标准吗", "低保标准吗"),
    ],
)
def test_what_stands_around_a_question_is_no_part_of_it(said: str, asked: str) -> None:
    assert CUES.bare(said) == asked


@pytest.mark.parametrize(
    "text",
    [
        "领导干部任职回避规定是什么",
        "老师资格证怎么考",
        "咨询公司注册要什么材料",
        "请教师傅技能补贴",
        "我要问责制度",
        "感谢信管理办法",
        "朋友圈广告违法吗",
        "我要办居住证",
        "在哪里办？",
        "你好",
        "。。。",
    ],
)
def test_words_that_are_part_of_the_question_stay(text: str) -> None:
    assert CUES.bare(text) == text


def test_an_understanding_holds_everything_the_question_names(vocabulary: Vocabulary) -> None:
    found = understand("广州2025年吃低保要什么材料，穗民规字[2025]2号写了吗", cues=CUES, vocabulary=vocabulary)

    assert Aspect.MATERIALS in found.aspects
    assert [str(number) for number in found.numbers] == ["穗民规字〔2025〕2号"]
    assert (found.regions, found.years) == (("广东省广州市",), (2025,))
    assert "最低生活保障" in [expansion.official for expansion in found.expansions]
