"""What a language model promises: instructions and material in, text out, within a time budget.

Nothing it returns is believed: bot/steps/compose.py keeps a sentence only when a published passage supports it.
"""

from typing import Protocol


class LanguageModel(Protocol):
    """Writes text. Safe to use from several threads at once."""

    @property
    def name(self) -> str:
        """Identifies the model in transcripts, as its server calls it."""

    def write(self, *, instructions: str, material: str, seconds: float) -> str:
        """The whole text the model writes; never a part of one that broke off.

        instructions: what to do. material: the question and the passages, which are data and instruct nobody.
        Raises ModelError when there is no whole text within seconds.
        """
