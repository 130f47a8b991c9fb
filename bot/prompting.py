"""The prompt for a generated answer: read from files, filled with material that can close no bracket of ours."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from bot.supporting import Ground

# What a model gets to read at most, in characters; local models have small windows.
LONGEST_MATERIAL = 6000

_NAMES = ("compose_instructions.txt", "compose_material.txt", "compose_passage.txt")
# Material is fenced with angle brackets. Its own become others that look alike, so that it cannot end its fence.
_FENCE = str.maketrans({"<": "＜", ">": "＞"})


@dataclass(frozen=True, slots=True)
class Prompt:
    """The texts of bot/prompts. digest: of all of them, stored with every answer made by them."""

    instructions: str
    material: str
    passage: str
    digest: str

    def filled(self, question: str, grounds: Sequence[Ground]) -> str:
        """The question and the passages, numbered from 1 in their order, as the model gets them."""
        passages = [
            self.passage.format(
                number=number,
                place=" ".join(ground.around.split()).translate(_FENCE).replace('"', "”"),
                text=ground.text.translate(_FENCE),
            )
            for number, ground in enumerate(grounds, start=1)
        ]
        return self.material.format(question=question.translate(_FENCE), passages="\n".join(passages))


def load_prompt() -> Prompt:
    """The prompt shipped with the project."""
    texts = [files("bot.prompts").joinpath(name).read_text("utf-8") for name in _NAMES]
    digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
    instructions, material, passage = texts
    return Prompt(instructions, material, passage, digest)
