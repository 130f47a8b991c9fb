"""Every page under /admin, in the order of the menu: the one list to which a new page is added."""

from collections.abc import Callable
from dataclasses import dataclass

from admin_ui import (
    accounts,
    answers,
    calendar,
    catalogue,
    document,
    documents,
    duties,
    gaps,
    guides,
    keys,
    postings,
    reports,
    tickets,
    trail,
    units,
    uploads,
    users,
)
from admin_ui.frame import Frame
from governance.access import Act, Actor, reach_of


@dataclass(frozen=True, slots=True)
class Page:
    """A page at /admin/<path>, named `pages.<name>` in words.toml.

    acts: whoever may do one of them sees it in the menu; empty: everybody signed in. Hiding is no permission.
    """

    path: str
    name: str
    build: Callable[[Frame], None]
    acts: tuple[Act, ...] = ()
    is_in_menu: bool = True


PAGES = (
    Page("", "duties", duties.build),
    Page("documents", "documents", documents.build, (Act.SEE_DRAFTS,)),
    Page("upload", "uploads", uploads.build, (Act.UPLOAD_DOCUMENT,)),
    Page("document", "document", document.build, (Act.SEE_DRAFTS,), is_in_menu=False),
    Page("guides", "guides", guides.build, (Act.EDIT_GUIDE, Act.PUBLISH_GUIDE)),
    Page("answers", "answers", answers.build, (Act.EDIT_APPROVED_ANSWER, Act.APPROVE_ANSWER)),
    Page("tickets", "tickets", tickets.build, (Act.SEE_TICKETS, Act.FOLLOW_UP_TICKET)),
    Page("catalogue", "catalogue", catalogue.build, (Act.SEE_CATALOGUE,)),
    Page("gaps", "gaps", gaps.build, (Act.MAKE_DUTY,)),
    Page("reports", "reports", reports.build, (Act.SEE_REPORTS,)),
    Page("postings", "postings", postings.build, (Act.ENTER_POSTING,)),
    Page("units", "units", units.build, (Act.EDIT_UNITS,)),
    Page("users", "users", users.build, (Act.SEE_USERS,)),
    Page("accounts", "accounts", accounts.build, (Act.MANAGE_CHANNELS,)),
    Page("keys", "keys", keys.build, (Act.MANAGE_TOKENS,)),
    Page("calendar", "calendar", calendar.build, (Act.LOAD_CALENDAR,)),
    Page("trail", "trail", trail.build, (Act.READ_AUDIT,)),
)


def menu(actor: Actor) -> list[Page]:
    """The pages this person is shown the way to."""
    return [
        page
        for page in PAGES
        if page.is_in_menu and (not page.acts or any(reach_of(actor, act) is not None for act in page.acts))
    ]
