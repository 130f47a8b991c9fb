"""What evidence must reach before it is quoted, read from deciding.toml."""

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Thresholds:
    """See deciding.toml for what each means and why it has its value."""

    near: float
    near_standing: float
    successor_share: float
    other_share: float
    guide: float
    document_share: float
    title_named: float
    name_held: float
    title_alike: float
    passages: int
    past_cue: re.Pattern[str]


def load_thresholds() -> Thresholds:
    """The values shipped with the project."""
    table = tomllib.loads(files("bot").joinpath("deciding.toml").read_text("utf-8"))
    past = table.pop("past")
    return Thresholds(**table, past_cue=re.compile(past["cue"]))
