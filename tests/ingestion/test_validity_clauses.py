from datetime import date

import pytest

from ingestion.dates import last_day_of_term
from ingestion.validity_clauses import OwnDays, find_effective, find_expiry, foreign_changes

OWN = OwnDays(issued=date(2025, 3, 10), published=date(2025, 3, 12))


def term(text: str) -> tuple[str | None, str | None]:
    since = find_effective(text, OWN)
    until = find_expiry(text, OWN, since.day if since else None, own_titles=("某市积分办法",))
    return (since.day.isoformat() if since else None, until.day.isoformat() if until else None)


@pytest.mark.parametrize(
    ("sentence", "since", "until"),
    [
        ("本通知自印发之日起施行，有效期5年。", "2025-03-10", "2030-03-09"),
        ("第二十条　本办法自2025年6月1日起施行，有效期三年。", "2025-06-01", "2028-05-31"),
        ("第五十四条本办法自印发之日起施行,有效期5年。有效期届满，根据实施情况评估修订。", "2025-03-10", "2030-03-09"),
        ("本办法自2019年2月1日实施，有效期5年。", "2019-02-01", "2024-01-31"),
        ("本细则自公布之日起30日后施行，有效期至2027年12月31日。", "2025-04-11", "2027-12-31"),
        ("本办法自2025年4月1日起试行，试行期两年。", "2025-04-01", "2027-03-31"),
        ("本方案试行期为2年。", None, "2027-03-09"),
        ("本通知有效期1年。", None, "2026-03-09"),
        ("本意见自发布之日起实施，有效期为五年，由市民政局负责解释。", "2025-03-12", "2030-03-11"),
        ("本实施细则由市人社局负责解释，自印发之日起实施，有效期5年。", "2025-03-10", "2030-03-09"),
        ("本办法自2025年3月1日起施行。有效期5年。", "2025-03-01", "2030-02-28"),
        ("本规定有效期自2025年1月1日至2026年12月31日。", None, "2026-12-31"),
        ("本通知从2025年7月1日起执行，至2025年12月31日止。", "2025-07-01", "2025-12-31"),
        ("本政策执行期限暂定为自发布之日起至2025年6月30日。", None, "2025-06-30"),
        ("本政策执行期暂定为自政策发布之日起至2025年6月30日。", None, "2025-06-30"),
        ("以上政策自印发之日起执行，有效期至2025年6月30日。", "2025-03-10", "2025-06-30"),
        ("自2025年6月1日起施行，有效期5年。", "2025-06-01", "2030-05-31"),
        ("本办法自印发之日起施行，试行一年。", "2025-03-10", "2026-03-09"),
        ("本措施有效期3年，自2025年1月1日起计算。", "2025-01-01", "2027-12-31"),
        ("本办法自发布之日起施行，2028年12月31日废止。", "2025-03-12", "2028-12-31"),
        ("本办法自发布之日起施行，有效期限为6个月。", "2025-03-12", "2025-09-11"),
        (
            "本办法自2025年5月1日起施行，有效期5年，原《甲办法》（穗府〔2020〕3号）同时废止。",
            "2025-05-01",
            "2030-04-30",
        ),
        ("附则：本办法自印发之日起施行，有效期暂定2年。", "2025-03-10", "2027-03-09"),
        ("《某办法》已经市政府通过，现予公布，自2021年5月1日起施行。", "2021-05-01", None),
        ("根据评估结果，本办法有效期延长至2026年12月31日。", None, "2026-12-31"),
        (
            "本办法自2025年1月1日起施行，有效期5年。\n现将本办法重新发布，有效期调整至2026年12月31日。",
            "2025-01-01",
            "2026-12-31",
        ),
        ("现将《某市积分办法》（某规〔2023〕1号）重新发布，有效期调整至2026年12月31日。", None, "2026-12-31"),
        ("《某市积分办法》有效期延长至2026年12月31日。", None, "2026-12-31"),
    ],
)
def test_a_document_states_its_own_term_in_many_ways(sentence: str, since: str | None, until: str | None) -> None:
    assert term(sentence) == (since, until)


@pytest.mark.parametrize(
    "sentence",
    [
        "（三）在本市办理且在有效期内的《广东省居住证》的持有人；",
        "服务协议有效期可为1年、2年或3年，并与医保政策实施周期相衔接。",
        "资格证有效期为3年。",
        "本证书有效期5年。",
        "有效期届满前30日内申请延续。",
        "本办法所称的资格证书有效期为3年。",
        "本办法所称证书，有效期3年。",
        "本办法规定的优待证自签发之日起有效期2年。",
        "第十三条 自本办法实施之日起申领、补办的本市老年人优待凭证设置2年有效期。",
        "登记结果有效期原则上为三年，自赋码之日起计算。",
        "该证自2025年1月1日起生效，有效期3年。",
        "本通知所附名单，有效期一年。",
        "合同自签订之日起生效，有效期3年。",
        "申请人自2024年1月1日起缴纳社保至2025年12月31日。",
        "自通过之日起生效，有效期2年的证书",
        "营业执照自发布之日起有效期10年。",
        "按《病种范围、最高支付限额标准及审核确认有效期》（附件1）执行。",
        "企业数据出境安全评估结果3年有效期届满的，明确延长有效期的申报流程。",
        "本办法施行前已取得许可的，有效期3年。",
        "《别处的办法》（甲规〔2020〕1号）有效期延长至2026年12月31日。",
    ],
)
def test_a_term_of_something_else_is_not_the_documents(sentence: str) -> None:
    assert term(sentence) == (None, None)


def test_the_sentence_that_says_so_is_kept_with_its_span() -> None:
    text = "第二章 附则\n第十条 略。第十一条 本办法自2025年6月1日起施行，有效期5年。其他。"

    found = find_expiry(text, OWN, None)

    assert found is not None
    assert text[found.start : found.end] == found.evidence == "第十一条 本办法自2025年6月1日起施行，有效期5年。"


def test_an_unknown_day_of_issue_gives_no_term() -> None:
    assert find_expiry("本通知自印发之日起施行，有效期5年。", OwnDays(), None) is None


def test_a_change_of_another_documents_term_is_reported_as_such() -> None:
    text = "经评估，《别处的办法》（甲规〔2020〕1号）有效期延长至2026年12月31日。"

    assert [text[a:b] for a, b in foreign_changes(text, ())] == [text]


@pytest.mark.parametrize(
    ("start", "years", "months", "last"),
    [
        (date(2025, 5, 30), 1, 0, date(2026, 5, 29)),
        (date(2024, 2, 29), 1, 0, date(2025, 2, 28)),
        (date(2025, 1, 31), 0, 1, date(2025, 2, 28)),
        (date(2025, 3, 1), 5, 0, date(2030, 2, 28)),
        (date(2025, 12, 31), 0, 2, date(2026, 2, 28)),
    ],
)
def test_a_term_ends_the_day_before_its_anniversary(start: date, years: int, months: int, last: date) -> None:
    assert last_day_of_term(start, years=years, months=months) == last
