"""Generated mode, built from the settings: who writes, and the switch that stops it while the server runs (R§8.7)."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from service.model_settings import check_generated
from service.settings import Settings

# The model's libraries take two seconds to import: only generated mode loads them.
if TYPE_CHECKING:
    from bot.steps.compose import Writer
    from kb.vocabulary import Vocabulary


@dataclass(frozen=True)
class GeneratedSwitch:
    """A file in the home: while it is there no model is asked, from the next question on and after every restart."""

    path: Path

    @property
    def is_stopped(self) -> bool:
        return self.path.exists()

    def stop(self, *, reason: str, now: datetime) -> None:
        """No model is asked from now on."""
        words = json.dumps({"reason": reason, "since": now.isoformat(timespec="seconds")}, ensure_ascii=False)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(words + "\n", encoding="utf-8")

    def resume(self) -> None:
        """The model is asked again where generated mode is set up."""
        self.path.unlink(missing_ok=True)

    def told(self) -> dict[str, str]:
        """Since when and why it is stopped; empty when it is not, or when the file was made by hand."""
        try:
            held = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {str(key): str(value) for key, value in held.items()} if isinstance(held, dict) else {}


def switch_of(settings: Settings) -> GeneratedSwitch:
    """The switch of a home."""
    return GeneratedSwitch(settings.home / "generated.stopped")


def is_generating(settings: Settings) -> bool:
    """Whether answers may hold generated text now."""
    return settings.generated and not switch_of(settings).is_stopped


def build_writer(settings: Settings, vocabulary: "Vocabulary") -> "Writer | None":
    """Who writes in generated mode, None in extractive mode.

    Raises SettingsError when what the law asks for is missing, BotError when the model's libraries are.
    """
    check_generated(settings)
    if not settings.generated:
        return None
    from bot.guarding import load_guards  # noqa: PLC0415 - heavy, see the head of this file
    from bot.health import load_health_words  # noqa: PLC0415
    from bot.models.openai_style import OpenAIStyleModel, ServerAddress  # noqa: PLC0415
    from bot.models.resting import RestingModel  # noqa: PLC0415
    from bot.prompting import load_prompt  # noqa: PLC0415
    from bot.steps.compose import Filing, Writer  # noqa: PLC0415
    from bot.supporting import SupportCheck, load_support_weights  # noqa: PLC0415

    address = ServerAddress(
        url=settings.model_url,
        model=settings.model_id or settings.model_name,
        key=settings.model_key.get_secret_value(),
        proxy=settings.model_proxy,
        options=settings.model_options,
    )
    filed = f"{settings.model_name}（{settings.model_filing_number}）"
    switch = switch_of(settings)
    return Writer(
        model=RestingModel(OpenAIStyleModel(address), clock=monotonic),
        filing=Filing(settings.model_name, settings.model_filing_number, settings.content_producer or filed),
        prompt=load_prompt(),
        check=SupportCheck(vocabulary, load_support_weights()),
        guards=load_guards(),
        health=load_health_words(),
        seconds=settings.model_seconds,
        is_stopped=lambda: switch.is_stopped,
    )
