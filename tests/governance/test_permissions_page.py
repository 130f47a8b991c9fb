"""The page of permissions in the operating guide says what the table in force says."""

from pathlib import Path

from governance.access import Act, Reach, Role
from governance.permissions import PERMISSIONS
from governance.words import word

PAGE = Path("docs/operating/permissions.md")


def test_the_page_shows_the_table_in_force() -> None:
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("|")]

    assert lines == expected_table()


def expected_table() -> list[str]:
    """The table as the page must show it; print it when the permissions have changed."""
    rows = [["可以做的事", *(role.value for role in Role)], ["---"] * (len(Role) + 1)]
    rows += [[word(act), *(_cell(act, role) for role in Role)] for act in Act]
    return ["| " + " | ".join(row) + " |" for row in rows]


def _cell(act: Act, role: Role) -> str:
    reach: Reach | None = PERMISSIONS[act].get(role)
    return word(reach) if reach else ""
