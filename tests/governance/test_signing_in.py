"""Signing in: the right password only, locked after wrong ones, ended by time, by leaving and by every change."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from governance.access import Role
from governance.audit import rows
from governance.errors import Refused
from governance.signing_in import SignInRules, fits_form, form_key
from governance.sso_visits import SsoVisits
from kb.database import Database
from tests.governance.accounts import (
    ONE_TIME,
    OWN,
    RULES,
    SECURITY_ADMIN,
    SYSTEM_ADMIN,
    employed,
    people_of,
    sign_ins_of,
)
from tests.governance.acting import NOON

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def fail(database: Database, times: int, login: str = "zhang.san") -> None:
    for _ in range(times):
        with pytest.raises(Refused):
            sign_ins_of(database).sign_in(login, "wrong", now=NOON)


def test_the_right_password_signs_in_with_the_roles_of_now(database: Database) -> None:
    user = employed(database, "zhang.san", Role.DRAFTER)
    signed = sign_ins_of(database).sign_in("Zhang.San", OWN, now=NOON)
    people_of(database).grant(user.id, [Role.REVIEWER], actor=SECURITY_ADMIN, now=NOON)

    known = sign_ins_of(database).who(signed.token, now=NOON + MINUTE)

    assert known and known.user.actor.roles == {Role.REVIEWER}
    assert not known.must_change


def test_each_sign_in_has_a_cookie_of_its_own_and_none_is_stored(database: Database) -> None:
    employed(database)

    tokens = {sign_ins_of(database).sign_in("zhang.san", OWN, now=NOON).token for _ in range(3)}

    assert len(tokens) == 3
    with database.reading() as session:
        stored = {digest for (digest,) in session.execute(text("SELECT digest FROM sign_ins"))}
    assert stored.isdisjoint(tokens)


@pytest.mark.parametrize("login", ["zhang.san", "nobody", "", "x" * 5000, "\udcff", "' OR 1=1 --"])
def test_a_wrong_password_and_an_unknown_name_are_told_alike(database: Database, login: str) -> None:
    employed(database)

    with pytest.raises(Refused) as raised:
        sign_ins_of(database).sign_in(login, "wrong", now=NOON)

    assert str(raised.value) == "登录名或密码不正确，或账号不可用。"


@pytest.mark.parametrize("login", ["zhang.san", "nobody"])
def test_after_five_wrong_passwords_even_the_right_one_must_wait(database: Database, login: str) -> None:
    employed(database)
    fail(database, 5, login)

    with pytest.raises(Refused, match="分钟后再试"):
        sign_ins_of(database).sign_in(login, OWN, now=NOON + MINUTE - SECOND)


def test_when_the_lock_is_over_the_right_password_signs_in_and_clears_it(database: Database) -> None:
    employed(database)
    fail(database, 5)
    sign_ins_of(database).sign_in("zhang.san", OWN, now=NOON + MINUTE)

    fail(database, 4)

    assert sign_ins_of(database).sign_in("zhang.san", OWN, now=NOON + 2 * MINUTE)


def test_the_lock_doubles_up_to_half_an_hour() -> None:
    assert [int(RULES.lock_after(failures).total_seconds() // 60) for failures in (4, 5, 6, 7, 8, 9, 10, 11, 500)] == [
        0,
        1,
        2,
        4,
        8,
        16,
        30,
        30,
        30,
    ]


def test_a_security_administrator_lifts_the_lock(database: Database) -> None:
    user = employed(database)
    fail(database, 6)

    people_of(database).unlock(user.id, actor=SECURITY_ADMIN, reason="本人来电", now=NOON)

    assert sign_ins_of(database).sign_in("zhang.san", OWN, now=NOON)


def test_failures_are_audited_without_the_name_that_was_typed(database: Database) -> None:
    employed(database)
    fail(database, 5)
    fail(database, 1, "Lantern-Bridge-58")

    with database.reading() as session:
        trail = list(rows(session))
        acts = [row.act for row in trail]
        assert not any(OWN in row.details + row.subject for row in trail)
    assert (acts.count("sign_in.failed"), acts.count("sign_in.locked")) == (5, 1)


def test_a_sign_in_ends_when_nobody_acts_and_when_it_was_long_enough(database: Database) -> None:
    employed(database)
    rules = SignInRules()
    token = sign_ins_of(database).sign_in("zhang.san", OWN, now=NOON).token

    assert sign_ins_of(database).who(token, now=NOON + rules.idle - SECOND)
    assert sign_ins_of(database).who(token, now=NOON + 2 * rules.idle - 2 * SECOND)
    assert sign_ins_of(database).who(token, now=NOON + 3 * rules.idle) is None

    busy = sign_ins_of(database).sign_in("zhang.san", OWN, now=NOON).token
    for step in range(1, 40):
        sign_ins_of(database).who(busy, now=NOON + step * timedelta(minutes=15))
    assert sign_ins_of(database).who(busy, now=NOON + rules.whole) is None


def test_leaving_ends_the_sign_in(database: Database) -> None:
    employed(database)
    token = sign_ins_of(database).sign_in("zhang.san", OWN, now=NOON).token

    sign_ins_of(database).sign_out(token, now=NOON)

    assert sign_ins_of(database).who(token, now=NOON) is None


@pytest.mark.parametrize("token", [None, "", "x", "x" * 100_000, "\udcff"])
def test_a_cookie_that_is_none_is_nobody(database: Database, token: str | None) -> None:
    assert sign_ins_of(database).who(token, now=NOON) is None


def test_a_disabled_person_is_out_at_once(database: Database) -> None:
    user = employed(database)
    token = sign_ins_of(database).sign_in("zhang.san", OWN, now=NOON).token

    people_of(database).disable(user.id, actor=SYSTEM_ADMIN, reason="离职", now=NOON)

    assert sign_ins_of(database).who(token, now=NOON) is None
    with pytest.raises(Refused):
        sign_ins_of(database).sign_in("zhang.san", OWN, now=NOON)
    with pytest.raises(Refused):
        sign_ins_of(database).sign_in_known(user.id, now=NOON)


def test_a_new_password_signs_out_every_other_browser(database: Database) -> None:
    user = employed(database)
    other = sign_ins_of(database).sign_in("zhang.san", OWN, now=NOON).token

    here = sign_ins_of(database).change_password(user.id, old=OWN, new="Harbour+Violin+27", now=NOON)

    assert sign_ins_of(database).who(other, now=NOON) is None
    known = sign_ins_of(database).who(here.token, now=NOON)
    assert known and not known.must_change


def test_former_passwords_are_not_used_again(database: Database) -> None:
    user = employed(database)
    change = sign_ins_of(database).change_password
    change(user.id, old=OWN, new="Harbour+Violin+27", now=NOON)

    for again in (OWN, "Harbour+Violin+27"):
        with pytest.raises(Refused, match="用过的密码"):
            change(user.id, old="Harbour+Violin+27", new=again, now=NOON)


def test_guessing_the_old_password_locks_as_well(database: Database) -> None:
    user = employed(database)
    for _ in range(5):
        with pytest.raises(Refused, match="原密码"):
            sign_ins_of(database).change_password(user.id, old="wrong", new="Harbour+Violin+27", now=NOON)

    with pytest.raises(Refused, match="分钟后再试"):
        sign_ins_of(database).change_password(user.id, old=OWN, new="Harbour+Violin+27", now=NOON)


def test_an_old_password_must_be_changed(database: Database) -> None:
    employed(database)

    assert sign_ins_of(database).sign_in("zhang.san", OWN, now=NOON + timedelta(days=91)).must_change


def test_a_one_time_password_is_good_for_a_week(database: Database) -> None:
    user = employed(database)
    people_of(database).reset_password(user.id, actor=SYSTEM_ADMIN, now=NOON)

    assert sign_ins_of(database).sign_in("zhang.san", ONE_TIME, now=NOON + timedelta(days=6)).must_change
    with pytest.raises(Refused):
        sign_ins_of(database).sign_in("zhang.san", ONE_TIME, now=NOON + timedelta(days=8))


def test_a_form_fits_only_the_cookie_it_was_made_for() -> None:
    assert fits_form("cookie-one", form_key("cookie-one"))
    assert not fits_form("cookie-one", form_key("cookie-two"))
    assert not fits_form("cookie-one", "")
    assert not fits_form("cookie-one", "表单")


def test_yesterdays_sign_ins_and_failures_are_forgotten(database: Database) -> None:
    employed(database)
    sign_ins_of(database).sign_in("zhang.san", OWN, now=NOON)
    fail(database, 2)

    sign_ins_of(database).tidy(now=NOON + timedelta(days=2))

    with database.reading() as session:
        counts = [session.execute(text(f"SELECT count(*) FROM {t}")).scalar() for t in ("sign_ins", "failed_sign_ins")]
    assert counts == [0, 0]


def test_a_visit_to_the_sign_on_returns_once_and_in_time(database: Database) -> None:
    visits = SsoVisits(database)
    first, slow = visits.begin("/admin", now=NOON), visits.begin("/admin", now=NOON)

    assert visits.finish(first.state, now=NOON + MINUTE) == first
    assert visits.finish(first.state, now=NOON + MINUTE) is None
    assert visits.finish(slow.state, now=NOON + 11 * MINUTE) is None
    assert visits.finish("planted", now=NOON) is None
