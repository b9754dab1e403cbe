"""The log: one line per event on the standard error, as text or as JSON, with the request's id and without personal data."""

import json
import logging
from datetime import UTC, datetime

# What a caller adds by `extra=`; everything else of a record is the machinery's.
FACTS = ("request_id", "status", "ms", "account", "revision", "folder")


def set_up(level: str, as_json: bool) -> None:
    """Send everything to the standard error; our own lines from `level` on, others' from warnings on."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if as_json else TextLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("steerboard").setLevel(level.upper())


class TextLines(logging.Formatter):
    """`12:00:01 info GET /programmes status=200 ms=4.1`."""

    def format(self, record: logging.LogRecord) -> str:
        facts = "".join(f" {name}={value}" for name, value in _facts(record).items())
        line = f"{_moment(record):%H:%M:%S} {record.levelname.lower()} {_one_line(record.getMessage())}{facts}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class JsonLines(logging.Formatter):
    """One JSON object per line."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "at": _moment(record).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **_facts(record),
        }
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


def _facts(record: logging.LogRecord) -> dict[str, object]:
    return {name: vars(record)[name] for name in FACTS if name in vars(record)}


def _moment(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _one_line(text: str) -> str:
    """An address may hold line ends; the log's lines are ours."""
    return text.encode("unicode_escape").decode() if not text.isprintable() else text
