"""What axe-core finds on a page by WCAG 2.1 AA and its best practices, and what is left out with the reason."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], "resultTypes": ["violations"]}
_RUN = """async ([rules, without]) => (await axe.run({ exclude: without }, rules)).violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.failureSummary}`))"""

# Gradio's own markup that cannot be mended from outside, by the narrowest selector.
GRADIO = {
    ".toast-header": "the head of a toast is a button, to fold it, and holds the button that closes it",
}


def violations(page: "Page", axe: str, *, without: dict[str, str] | None = None) -> list[str]:
    """What is wrong with the page as it stands now. axe: the script; without: selectors with why they are left out."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)
    found: list[str] = page.evaluate(_RUN, [_RULES, [[selector] for selector in without or ()]])
    return found
