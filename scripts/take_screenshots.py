"""Takes the screenshots of the docs: `python -m scripts.take_screenshots http://127.0.0.1:8000 docs/images`.

Needs a running server with the demo corpus, Chromium, and `pip install -e '.[browser]'`.
"""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

PHONE = {"width": 390, "height": 844}
COLOURS = 64  # flat pages: a palette makes the files a third as large and looks the same


def main(address: str, folder: Path) -> None:
    """The folder holds the pictures, each as wide as a phone."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(viewport=PHONE, locale="zh-CN", reduced_motion="reduce")
        page = context.new_page()
        page.goto(address)
        _keep(page, folder / "ask.png")
        _ask(page, "老年人坐公交免费吗？")
        _keep(page, folder / "answer.png")
        page.locator(".place-link").first.click()
        page.locator("#place[open] mark").wait_for()
        _keep(page, folder / "source.png")
        page.locator("#place-whole").click()
        page.wait_for_url("**/documents/**")
        _keep(page, folder / "document.png")
        page.goto(address)
        page.get_by_role("button", name="换一个话题重新问").click()
        page.get_by_role("button", name="大字").click()
        page.get_by_role("button", name="高对比").click()
        _ask(page, "高等学校教师资格认定要带什么材料？")
        _keep(page, folder / "large-contrast.png")
        browser.close()


def _ask(page: Page, question: str) -> None:
    page.fill("#question", question)
    page.press("#question", "Enter")
    page.locator("#talk .answer[data-answer]").last.wait_for()
    page.locator("#talk .asked").last.scroll_into_view_if_needed()
    page.evaluate("document.activeElement.blur()")


def _keep(page: Page, path: Path) -> None:
    page.wait_for_load_state("networkidle")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("P", palette=Image.Palette.ADAPTIVE, colors=COLOURS)
    picture.save(path, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), Path(sys.argv[2]))
