"""The same questions get the same words and citations wherever they are asked (统一口径): channels only render."""

import json
import re
from collections.abc import Iterator

import pytest

from service.cli import main
from tests.bot.small_library import small_home
from tests.scenarios.doors import PUBLIC, Heard, Server, places_of, running

# Of every kind: answers from regulations, notices and guides, refusals, choices, emergencies, other channels.
QUESTIONS = (
    "12345热线由哪个单位负责？",
    "政府部门主要负责人每年至少解读几次政策？",
    "办事条件变了多久要公开？",
    "广州低保标准是多少？",
    "2023年广州低保标准是多少？",
    "深圳低保标准是多少？",
    "孤儿养育标准是多少？",
    "穗民规字〔2024〕5号还有效吗？",
    "穗民规字〔2025〕2号还有效吗？",
    "国务院令第514号还有效吗？",
    "国务院令第514号规定职工累计工作满10年年休假几天？",
    "国办发〔2099〕1号讲了什么？",
    "样城规〔2020〕4号还有效吗？",
    "样城规〔2020〕4号要求厨余垃圾多久交运一次？",
    "样州市每户限养几只犬？",
    "以前样州市每户可以养几只犬？",
    "申请养犬登记应当具备哪些条件？",
    "样州市城市公园几点闭园？",
    "样州市冬季供暖补贴每户多少钱？",
    "公共充电桩建设补助标准是多少？",
    "既有住宅加装电梯每台补助多少？",
    "水稻插秧机每台补贴额度多少元？",
    "路内停车泊位首小时收费多少？",
    "社会工作者职业水平登记要什么条件？要带什么材料？在哪里办？",
    "高等学校教师资格认定的咨询电话是多少？",
    "户口迁出要带什么材料？",
    "我要举报邻居偷税",
    "家里着火了怎么办",
    "你好",
    "火星移民补贴怎么申请？",
)

WHOLE_DOORS = ("api", "streamed", "openai")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(small_home(tmp_path_factory)) as server:
        yield server


@pytest.mark.parametrize("door", WHOLE_DOORS)
def test_programs_get_the_answer_whole(server: Server, door: str) -> None:
    for question in QUESTIONS:
        answer = server.engine(question)

        heard: Heard = getattr(server, door)(question)

        assert heard == Heard(answer.text, places_of(answer)), question


def test_the_command_line_prints_the_same(
    server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JIEDU_HOME", str(server.home))
    for question in QUESTIONS:
        answer = server.engine(question)

        with pytest.raises(SystemExit) as ended:
            main(["ask", question, "--json"])

        out, told = capsys.readouterr()
        assert not ended.value.code, told
        printed = json.loads(out)
        places = tuple((c["document_id"], c["version_id"], c["start"], c["end"]) for c in printed["citations"])
        assert (printed["text"], places) == (answer.text, places_of(answer)), question


def test_the_page_shows_every_word_and_opens_every_source_in_order(server: Server) -> None:
    for question in QUESTIONS:
        answer = server.engine(question)

        shown = server.page(question)

        assert shown.places == tuple(dict.fromkeys(places_of(answer))), question
        _in_order([_bare(citation.quote) for citation in answer.citations], _bare(shown.text))


def test_weibo_says_the_answer_or_its_beginning_with_a_link_to_the_whole(server: Server) -> None:
    cut = [question for question in QUESTIONS if _is_cut(server, question, server.weibo(question).text)]

    assert cut, "no question of these has an answer too long for Weibo: add one"
    assert len(cut) < len(QUESTIONS)


def test_wechat_says_the_answer_or_shows_the_card_of_the_one_document_asked_for(server: Server) -> None:
    for question in QUESTIONS:
        answer = server.engine(question)

        heard = server.wechat(question)

        if heard.places is None:
            assert not _is_cut(server, question, heard.text)
        else:
            assert heard.places == places_of(answer)[:1], question
            assert answer.citations[0].title in heard.text


def test_agents_are_offered_the_same_answer_first(server: Server) -> None:
    for question in QUESTIONS:
        answer = server.engine(question)

        offered = server.desk(question)

        if answer.citations:
            assert offered == Heard(answer.text, places_of(answer)), question


def _is_cut(server: Server, question: str, told: str) -> bool:
    """Whether a message holds only the beginning; fails when it is neither that nor the whole."""
    answer = server.engine(question)
    body = "\n".join((answer.text, *(f"· {choice}" for choice in answer.related)))
    # Around it, in lines of their own: the notice of first contact, and the link to the whole answer.
    if body in told:
        return False
    (link,) = re.findall(rf"{PUBLIC}(/answers/[\w-]+)", told)
    lines = told.split("\n")
    (first,) = [number for number, line in enumerate(lines) if line and body.startswith(line)][:1]
    beginning = "\n".join(lines[first:-1])
    assert body.startswith(beginning), (question, told)
    assert beginning[-1] in "。；！？" or body[len(beginning)] == "\n", (question, told)
    assert server.answer_page(link).places == tuple(dict.fromkeys(places_of(answer))), question
    return True


def _in_order(wanted: list[str], text: str) -> None:
    at = 0
    for words in wanted:
        found = text.find(words, at)
        assert found >= 0, (words, text)
        at = found


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)
