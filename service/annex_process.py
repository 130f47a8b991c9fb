"""What an annex runs: an engine without indexes of its own, answering until the server hangs up."""

import signal
from collections.abc import Sequence
from threading import Thread
from typing import TYPE_CHECKING

from bot.answers import Answer
from bot.transcripts import Transcripts
from kb.database import open_database
from kb.embedders import open_embedder
from kb.library import Library
from kb.units import Units
from kb.vectors import Vectors
from kb.vocabulary import warm_vocabulary
from service.annex_line import Ask, Extension
from service.compose_engine import Ground, fingerprint, open_engine
from service.logs import set_up_logs
from service.memory import keep_what_is_loaded
from service.settings import Settings

if TYPE_CHECKING:
    from service.annex_line import Line


def run(settings: Settings, lines: "Sequence[Line]") -> None:
    """One thread a line; returns when all have been hung up, as they are when the server dies."""
    # Ctrl+C reaches every process of the terminal: the server says when this one is no longer needed.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    set_up_logs(settings.log_level, settings.log_format)
    extension = Extension()
    database = open_database(settings.database)
    # One core a question: several are answered at once, and the server needs a core for itself.
    embedder = open_embedder(settings.embedder, threads=1)
    ground = Ground(
        database,
        library=Library(database),
        units=Units(database),
        vocabulary=warm_vocabulary(),
        vectors=Vectors(database, embedder),
        embedder=embedder,
        finder=extension,
    )
    transcripts = Transcripts(database, engine=fingerprint(embedder), store=extension.keep)
    engine = open_engine(settings, ground, transcripts)

    def answered(asked: Ask) -> Answer:
        return engine.ask(
            asked.text,
            on=asked.on,
            conversation_id=asked.conversation_id,
            channel=asked.channel,
            answer_id=asked.answer_id,
        )

    keep_what_is_loaded()
    threads = [Thread(target=extension.serve, args=(line, answered), daemon=True) for line in lines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.close()
