"""Access tokens: shown once, kept as a digest, good for one purpose until they are revoked."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from channels.errors import TokenError
from channels.purposes import TokenPurpose
from channels.tokens import Tokens
from governance.access import Actor, Role
from governance.acts import Act
from governance.audit import AuditRow
from governance.errors import Forbidden
from kb.database import Database, open_database
from migrations import upgrade
from tests.operators import security

MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "jiedu.db")
    upgrade(opened.engine)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tokens(database: Database, clock: Clock) -> Tokens:
    return Tokens(database, clock=clock)


def test_an_issued_token_is_known_by_its_name(tokens: Tokens) -> None:
    plain = tokens.issue("在荆门", TokenPurpose.API, by=security("李工"), unit="大数据中心", per_minute=30)

    token = tokens.check(plain, TokenPurpose.API)

    assert token is not None
    assert (token.name, token.unit, token.per_minute) == ("在荆门", "大数据中心", 30)


def test_the_database_never_holds_the_plain_token(tokens: Tokens, database: Database) -> None:
    plain = tokens.issue("在荆门", TokenPurpose.API, by=security("李工"))

    with database.reading() as session:
        row = session.execute(text("SELECT * FROM access_tokens")).one()
    secret = plain.split("-", 2)[2]
    assert secret not in str(tuple(row))
    assert plain not in str(tuple(row))


def test_a_token_opens_nothing_but_its_purpose(tokens: Tokens) -> None:
    plain = tokens.issue("一号席", TokenPurpose.DESK, by=security("李工"))

    assert tokens.check(plain, TokenPurpose.API) is None
    assert tokens.check(plain, TokenPurpose.DESK) is not None


def test_a_revoked_token_opens_nothing_at_once(tokens: Tokens, database: Database, clock: Clock) -> None:
    plain = tokens.issue("在荆门", TokenPurpose.API, by=security("李工"))
    known = tokens.check(plain, TokenPurpose.API)
    assert known is not None
    elsewhere = Tokens(database, clock=clock)

    elsewhere.revoke(known.id, by=security("王工"), reason="合同到期")

    assert tokens.check(plain, TokenPurpose.API) is None
    (listed,) = tokens.listed(by=security())
    assert (listed.revoked_by, listed.reason, listed.revoked_at) == ("王工", "合同到期", MORNING)


def test_issuing_and_revoking_stand_in_the_audit_trail_without_the_token(tokens: Tokens, database: Database) -> None:
    plain = tokens.issue("在荆门", TokenPurpose.API, by=security("李工"))
    token_id = tokens.listed(by=security())[0].id
    tokens.revoke(token_id, by=security("王工"), reason="合同到期")

    with database.reading() as session:
        rows = list(session.scalars(select(AuditRow).order_by(AuditRow.seq)))
    assert [(row.actor_name, row.act, row.subject, row.reason) for row in rows] == [
        ("李工", Act.MANAGE_TOKENS.value, f"token:{token_id}", ""),
        ("王工", Act.MANAGE_TOKENS.value, f"token:{token_id}", "合同到期"),
    ]
    assert all(plain not in row.details for row in rows)


@pytest.mark.parametrize(
    "changed",
    [
        lambda plain: plain[:-1],
        lambda plain: plain + "x",
        lambda plain: plain.swapcase(),
        lambda plain: plain.removeprefix("jiedu-"),
        lambda plain: plain[:16] + "-",
        lambda plain: "jiedu-" + "0" * 10 + "-" + "a" * 43,
        lambda plain: plain + "政",
        lambda plain: plain * 10_000,
        lambda plain: "",
    ],
)
def test_anything_else_is_no_token(tokens: Tokens, changed) -> None:  # type: ignore[no-untyped-def]
    plain = tokens.issue("在荆门", TokenPurpose.API, by=security("李工"))

    assert tokens.check(changed(plain), TokenPurpose.API) is None


def test_the_day_of_last_use_is_noted_by_the_chinese_calendar(tokens: Tokens, clock: Clock) -> None:
    plain = tokens.issue("在荆门", TokenPurpose.API, by=security("李工"))
    tokens.check(plain, TokenPurpose.API)
    clock.now = MORNING + timedelta(hours=16)

    tokens.check(plain, TokenPurpose.API)

    assert [token.last_used_on for token in tokens.listed(by=security())] == [date(2026, 11, 24)]


def test_a_name_is_in_use_until_its_token_is_revoked(tokens: Tokens) -> None:
    tokens.issue("在荆门", TokenPurpose.API, by=security("李工"))
    with pytest.raises(TokenError, match="在荆门"):
        tokens.issue(" 在荆门 ", TokenPurpose.API, by=security("李工"))

    tokens.revoke(tokens.listed(by=security())[0].id, by=security("李工"), reason="换发")

    assert tokens.issue("在荆门", TokenPurpose.API, by=security("李工"))


@pytest.mark.parametrize("name", ["", "  ", "名" * 61, "a\nb", "a\x00b", "a\u202eb"])
def test_a_name_nobody_could_read_in_a_list_is_refused(tokens: Tokens, name: str) -> None:
    with pytest.raises(TokenError):
        tokens.issue(name, TokenPurpose.API, by=security("李工"))


def test_revoking_names_what_it_cannot_find_or_what_was_done_before(tokens: Tokens) -> None:
    with pytest.raises(TokenError, match="abc"):
        tokens.revoke("abc", by=security("李工"), reason="试")
    tokens.issue("在荆门", TokenPurpose.API, by=security("李工"))
    known = tokens.listed(by=security())[0]
    tokens.revoke(known.id, by=security("李工"), reason="试")

    with pytest.raises(TokenError, match=known.id):
        tokens.revoke(known.id, by=security("李工"), reason="再试")


def test_only_the_security_administrator_has_to_do_with_tokens(tokens: Tokens) -> None:
    admin = Actor("p-1", "赵", frozenset({Role.SYSTEM_ADMIN}))

    with pytest.raises(Forbidden):
        tokens.issue("在荆门", TokenPurpose.API, by=admin)
    with pytest.raises(Forbidden):
        tokens.listed(by=admin)
    with pytest.raises(Forbidden):
        tokens.revoke("abc", by=admin, reason="试")
