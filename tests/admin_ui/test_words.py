"""What people read on the pages: every word asked for is there, and none stands in code."""

import re
import tomllib
from pathlib import Path

from admin_ui.words import text
from governance.publication_states import CaseStep

FOLDER = Path(__file__).parents[2] / "admin_ui"
TABLE = tomllib.loads((FOLDER / "words.toml").read_text("utf-8"))
CODE = "\n".join(file.read_text("utf-8") for file in sorted(FOLDER.glob("*.py")))


def test_every_key_in_the_code_has_words() -> None:
    asked = set(re.findall(r'"([a-z]+\.[a-z_]+)"', CODE)) | {
        f"document.{key}" for key in re.findall(r'\blabel\("([a-z_]+)"\)', CODE)
    }
    known = {f"{section}.{key}" for section, rows in TABLE.items() for key in rows}

    assert {key for key in asked if key.split(".")[0] in TABLE and not key.endswith(".html")} <= known


def test_every_step_of_a_case_tells_that_it_was_done() -> None:
    assert all(text(f"document.done_{step.value}") for step in CaseStep)


def test_code_holds_no_chinese_but_for_its_docstrings() -> None:
    strings = re.findall(r'(?<!"")"([^"\n]*[\u4e00-\u9fff][^"\n]*)"(?!"")', CODE)

    assert strings == []
