"""Logs for operators: one event a line, with fields; a question's words never reach them, only ids and masked text."""

import json
import logging
import sys
from datetime import datetime
from typing import Literal

from service.clock import CHINA

LOGGER = "jiedu"
_FIELDS = "jiedu_fields"


class EventFormatter(logging.Formatter):
    """One JSON object a line: time, level, event, and the fields of the event."""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, object] = getattr(record, _FIELDS, {})
        line: dict[str, object] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        line |= fields
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class TextFormatter(logging.Formatter):
    """The same for reading: time level event key=value …"""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, object] = getattr(record, _FIELDS, {})
        line = f"{_time(record)} {record.levelname.lower():7} {record.getMessage()}"
        line += "".join(f" {key}={value}" for key, value in fields.items())
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def set_up_logs(level: str, form: Literal["json", "text"]) -> None:
    """Our events and the web server's errors go to standard error in this form; other libraries only warn."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(EventFormatter() if form == "json" else TextFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(LOGGER).setLevel(level.upper())


def log_event(event: str, *, level: int = logging.INFO, failure: BaseException | None = None, **fields: object) -> None:
    """Write one event with its fields. failure: its traceback goes into the log, never to a caller."""
    logging.getLogger(LOGGER).log(level, event, extra={_FIELDS: fields}, exc_info=failure)


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, tz=CHINA).isoformat(timespec="milliseconds")
