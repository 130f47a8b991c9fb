"""Run as a process of its own by evals.bench: asks the shipped questions of a home and prints times and memory."""

import json
import resource
import sys
from importlib.resources import as_file, files
from pathlib import Path

from evals.asking import Answering, ask_all
from evals.baselines.quoting import Quoting
from evals.baselines.single import MeaningAlone, ReciprocalRanks, WordsAlone
from evals.corpus import settings_of
from evals.forms import EvalQuestion, read_questions
from evals.measures import percentile
from service.compose import build

# Before the clock runs: caches fill with the first questions of a day, not with every one.
_WARMING = 20


def main(home: Path) -> None:
    """Prints one JSON object."""
    with as_file(files("evals").joinpath("questions/demo.jsonl")) as shipped:
        questions = [question for question in read_questions(shipped) if not question.history]
    with build(settings_of(home)) as parts:
        figures: dict[str, object] = {"passages": parts.library.counts().passages, **_timed(parts.engine, questions)}
        figures["asked"] = len(questions) - _WARMING
        figures["rss_mb"] = round(_resident_mb(), 1)
        figures["rss_peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _PEAK_UNITS, 1)
        desk = parts.desk
        figures["baselines"] = {
            way.name: _timed(Quoting(way, parts.library), questions)
            for way in (WordsAlone(desk), MeaningAlone(desk), ReciprocalRanks(desk))
        }
    sys.stdout.write(json.dumps(figures) + "\n")


# ru_maxrss counts kilobytes on Linux and bytes on macOS.
_PEAK_UNITS = 1024 * 1024 if sys.platform == "darwin" else 1024


def _timed(engine: Answering, questions: list[EvalQuestion]) -> dict[str, float]:
    times = [asked.milliseconds for asked in ask_all(engine, questions, tick=lambda: None)][_WARMING:]
    return {"ask_p50_ms": round(percentile(times, 0.5), 2), "ask_p99_ms": round(percentile(times, 0.99), 2)}


def _resident_mb() -> float:
    """What the process holds in memory now; the peak where the system does not say."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _PEAK_UNITS
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    return int(kilobytes) / 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]))
