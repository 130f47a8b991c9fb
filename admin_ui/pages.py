"""Every page under /admin, in the order of the menu: the one list to which a new page is added."""

from collections.abc import Callable
from dataclasses import dataclass

from admin_ui import document, documents, duties, uploads
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
)


def menu(actor: Actor) -> list[Page]:
    """The pages this person is shown the way to."""
    return [
        page
        for page in PAGES
        if page.is_in_menu and (not page.acts or any(reach_of(actor, act) is not None for act in page.acts))
    ]
