"""Danger first, then what needs no search; a question about rules is never mistaken for either."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import AnswerStatus
from tests.bot.screening import screened


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("家里着火了怎么办", "119"),
        ("楼里正在着火", "119"),
        ("厨房煤气泄漏了", "119"),
        ("我爸突然晕倒了", "120"),
        ("有人溺水了", "120"),
        ("快叫救护车", "120"),
        ("我不想活了", "12356"),
        ("有人要跳楼", "110"),
        ("救命", "110"),
        ("有人持刀行凶", "110"),
        ("我被绑架了", "110"),
        ("刚发生车祸有人受伤", "122"),
        ("家裡失火了", "119"),
    ],
)
def test_danger_is_answered_with_the_number_to_call(typed: str, number: str) -> None:
    walk = screened(typed)

    assert walk.status is AnswerStatus.EMERGENCY
    assert number in "".join(walk.lead)


def test_danger_is_heard_in_traditional_writing() -> None:
    assert screened("家裡著火了").status is AnswerStatus.EMERGENCY


@pytest.mark.parametrize(
    "typed",
    [
        "火灾事故赔偿标准是什么",
        "消防备案怎么办",
        "燃气泄漏应急预案由谁制定",
        "交通事故认定书怎么申请",
        "车祸后工伤怎么认定",
        "溺水事故的责任规定",
        "发生火灾后住房补贴怎么申请",
        "一氧化碳中毒能报销医保吗",
        "报警服务台的办事材料",
        "突发心脏病住院报销比例是多少",
        "持刀抢劫的处罚规定",
    ],
)
def test_a_question_about_rules_is_no_emergency(typed: str) -> None:
    assert screened(typed).status is None


DANGER = [
    "家裡著火了",
    "家里着火了怎么办！",
    "楼下起火了快来人",
    "隔壁邻居家冒浓烟",
    "我家厨房失火啦",
    "仓库着火，有人没出来",
    "房间里好大的烟，着火了没办法出去",
    "商场发生火灾了",
    "煤气味好重，闻到很浓的煤气味",
    "天然气漏了怎么办",
    "燃气泄漏了快来",
    "有人晕倒没有呼吸了快帮帮我",
    "我妈突然昏迷不醒",
    "孩子溺水了",
    "老人摔倒了没有呼吸",
    "我爷爷心脏病发作了",
    "同事触电了",
    "小孩误食农药中毒了",
    "他喝了农药",
    "我老婆大出血了",
    "孩子噎住了脸都紫了",
    "我不想活了",
    "邻居要跳楼了",
    "我同学想自杀怎么办",
    "活着没意思",
    "我被人拿刀追砍",
    "有人正在砸门持刀要闯进来",
    "我被绑架了",
    "老公正在打我",
    "有人在跟踪我，正在尾随",
    "我被人打了流血",
    "高速上撞车了有人受伤",
    "刚才路口出车祸了",
    "我被车撞了",
    "孩子走失了怎么办",
    "电梯里有人被困",
    "我们被洪水困住了",
    "有人落水了",
    "救命啊",
    "我要报警",
    "家里着火了，身份证还在里面",
    "有人抢劫，我的证件被抢了",
    "我女儿被拐走了",
    "车子翻车了人被困在里面",
    "孩子被困在电梯里了",
    "老公又打我了",
    "地震被埋在下面了",
    "老人突发心梗",
    "爸爸中风了动不了",
    "我快不行了",
]
RULES = [
    "火灾事故调查规定",
    "消防备案怎么办",
    "着火点是多少",
    "中毒事故报告",
    "家庭暴力告诫书怎么申请",
    "火灾自动报警系统验收标准",
    "燃气泄漏报警器补贴",
    "食品安全事故由哪个部门调查",
    "预防煤气中毒的宣传",
    "溺水死亡抚恤金",
    "触电事故责任认定",
    "交通事故认定书多久出",
    "交通事故赔偿标准",
    "发生火灾后住房补贴怎么申请",
    "着火了保险赔不赔，理赔要什么材料",
    "救命药能报销吗",
    "跳楼价促销算不算虚假宣传",
    "生活不下去了有什么救助",
    "没钱活不下去能申请低保吗",
    "心脏病可以办残疾证吗",
    "突发心脏病住院报销比例是多少",
    "被砍伐的树木怎么赔偿",
    "砍伐林木许可证",
    "被打伤了伤情鉴定在哪做",
    "家暴人身安全保护令怎么申请",
    "被电信诈骗了怎么办理止付",
    "森林防火期是什么时候",
    "烟花爆竹爆炸事故等级怎么划分",
    "报警服务台的办事材料",
    "绑架罪判几年",
    "我被打了8折的社保",
    "中风后遗症康复补助",
    "老人昏迷期间医保怎么代办",
    "孩子走失预防手环补贴",
    "自杀能赔保险吗",
    "火灾隐患举报电话",
    "举报小区消防通道堵塞",
    "液化气站设立许可",
    "农药中毒待遇",
    "搭乘出租车时司机不注意发生车祸，我也受伤了，可以要求司机赔钱吗？",
    "持刀抢劫的处罚规定",
    "刀具管制规定",
    "我想申请火灾救助",
    "大火救助基金",
    "预防自杀热线是多少",
    "浓烟污染投诉",
    "我被骗了钱怎么追回",
    "有人失业了能领多少",
    "孩子中毒保险",
    "我要打官司申请法律援助",
    "贼多的小区怎么办居住证",
]


@pytest.mark.parametrize("typed", DANGER)
def test_danger_is_heard_in_the_words_of_those_who_are_in_it(typed: str) -> None:
    assert screened(typed).status is AnswerStatus.EMERGENCY


@pytest.mark.parametrize("typed", RULES)
def test_dangerous_words_in_a_question_of_rules_are_no_danger(typed: str) -> None:
    assert screened(typed).status is None


@pytest.mark.parametrize(
    "typed", ["你好", "您好！", "hello", "在吗？", "谢谢", "你是谁", "你是机器人吗？", "你能做什么"]
)
def test_a_greeting_is_told_that_a_program_answers(typed: str) -> None:
    walk = screened(typed)

    assert walk.status is AnswerStatus.OUT_OF_SCOPE
    assert "程序" in "".join(walk.lead)


@pytest.mark.parametrize(
    "typed",
    [
        "讲个笑话",
        "写一首诗",
        "今天天气怎么样",
        "推荐一部电影",
        "双色球开奖号码",
        "给我写一首情诗",
        "推荐一只股票给我",
        "帮我算个命",
    ],
)
def test_what_no_office_does_is_refused_politely(typed: str) -> None:
    assert screened(typed).status is AnswerStatus.OUT_OF_SCOPE


@pytest.mark.parametrize(
    "typed",
    [
        "你好，低保标准是多少",
        "谢谢，那要带什么材料",
        "彩票公益金怎么使用",
        "人工智能企业补贴有哪些",
        "气象灾害预警由谁发布",
        "机器人产业有什么政策",
        "推荐申报产业基金要什么条件",
        "天气预报由谁发布",
        "今天天气热有高温补贴吗",
        "星座社区居委会电话",
    ],
)
def test_a_question_that_begins_or_sounds_like_small_talk_is_still_asked(typed: str) -> None:
    assert screened(typed).status is None


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("我要举报村官贪污", "12388"),
        ("书记收钱了找谁", "12388"),
        ("我要申请政府信息公开", "政府信息公开工作机构"),
        ("我要举报某局长收受贿赂", "12388"),
        ("我不服法院的判决，你们帮我改判吧", "人民法院"),
        ("公司拖欠工资我要申请劳动仲裁，帮我立案", "仲裁委员会"),
        ("帮我申请行政复议", "行政复议机构"),
        ("我要上访", "信访"),
    ],
)
def test_a_matter_with_a_channel_of_its_own_is_sent_there(typed: str, told: str) -> None:
    walk = screened(typed)

    assert walk.status is AnswerStatus.OTHER_CHANNEL
    assert told in "".join(walk.lead)


@pytest.mark.parametrize(
    "typed",
    [
        "政府信息公开申请怎么提交",
        "政府信息公开多久答复",
        "干部考核办法有哪些",
        "劳动仲裁怎么申请",
        "行政复议怎么申请，期限是多少天？",
        "信访多久答复",
        "不服一审判决多少天内可以上诉",
        "公务员受贿怎么处分",
        "举报腐败有奖励吗",
        "领导干部收礼规定",
        "我想申请仲裁需要什么材料",
        "对信访处理意见不服可以怎么办？",
    ],
)
def test_asking_how_such_a_channel_works_goes_on_to_the_search(typed: str) -> None:
    assert screened(typed).status is None


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   \n\t ",
        "\u200b\u200b",
        "\x00\x01\x02",
        "？？？！！",
        "……",
        "😀🎉👍",
        "\ud800\udfff",
        "———",
    ],
)
def test_what_has_no_words_is_not_looked_up(typed: str) -> None:
    walk = screened(typed)

    assert walk.status is AnswerStatus.UNUSABLE
    assert walk.lead


def test_a_hundred_kilobytes_are_refused_with_the_limit_and_not_kept() -> None:
    walk = screened("低保标准是多少？" * 12_500)

    assert walk.status is AnswerStatus.UNUSABLE
    assert "1000" in "".join(walk.lead)
    assert len(walk.text) < 100


def test_of_a_text_that_is_too_long_no_identifying_data_is_kept() -> None:
    walk = screened("我叫王芳，身份证110101199003074512，" + "低保标准是多少？" * 200)

    assert "110101199003074512" not in walk.text


def test_control_characters_are_taken_out_of_a_question() -> None:
    walk = screened("低\x00保\u200b标准\u202e是多少\ufeff\ud800？")

    assert (walk.status, walk.text) == (None, "低保标准是多少？")


def test_a_question_of_exactly_the_limit_is_asked() -> None:
    assert screened("低" * 1000).status is None
    assert screened("低" * 1001).status is AnswerStatus.UNUSABLE


def test_identifying_data_is_masked_before_anything_looks_at_the_question() -> None:
    assert (
        screened("我叫王芳，身份证110101199003074512，能吃低保吗").text
        == "我叫［姓名］，身份证［身份证号］，能吃低保吗"
    )


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=80))
def test_any_text_is_screened_without_failing(text: str) -> None:
    walk = screened(text)

    assert walk.status is None or walk.lead
