"""Logs: one JSON object a line on stderr, and nothing in it that leads to a person or lets anybody in."""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

EMAIL = r"[\w.+%-]+(?:@|%40)[\w-]+\.[\w.-]+"
IPV4 = r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])"
IPV6 = r"(?<![\w:])(?=[0-9a-fA-F:]*(?:::|[a-fA-F]))(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{1,4}(?![\w:])"
QUERY = r"\?[\w%.+-]+=[^\s\"']*"
LONG_PATH = r"/(join|strava|documents|media|sign-in|live|logo)/[^\s\"'?]+"
RANDOM = r"(?<![\w./-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{20,}(?![\w./])"
CODE = r"(?<![\w.])\d{6}(?![\w.])"

HIDDEN = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (EMAIL, "{address}"),
        (IPV4, "{client}"),
        (IPV6, "{client}"),
        (QUERY, "?{query}"),
        (LONG_PATH, r"/\1/{token}"),
        (RANDOM, "{token}"),
        (CODE, "{code}"),
    )
)
"""What is never written down, and what stands there instead: e-mail and network addresses, queries, tokens, codes."""


def scrubbed(words: str) -> str:
    """Words without addresses, queries, tokens and codes."""
    for pattern, instead in HIDDEN:
        words = pattern.sub(instead, words)
    return words


def set_up_logs() -> None:
    """Write everything that is logged in this process as JSON lines; the access log not at all."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _scrub,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    handler.addFilter(_is_worth_a_line)
    root = logging.getLogger()
    root.handlers, root.level = [handler], logging.INFO
    for name in list(root.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
    logging.getLogger("uvicorn.access").disabled = True  # paths may hold tokens, and every line an address
    logging.setLogRecordFactory(ScrubbedRecord)


def _is_worth_a_line(record: logging.LogRecord) -> bool:
    """Websockets that open and close are told by uvicorn outside of its access log."""
    words = str(record.msg)
    return record.name != "uvicorn.error" or not (words.startswith("connection ") or '"WebSocket /' in words)


class ScrubbedRecord(logging.LogRecord):
    """A record without secrets from the start, whichever handler a library brings along later."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if isinstance(self.msg, str):
            self.msg, self.args = scrubbed(self.getMessage()), ()
        if self.exc_info and self.exc_info[0]:
            self.exc_text = scrubbed("".join(traceback.format_exception(*self.exc_info)))


def _scrub(_logger: object, _method: str, facts: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    own = {"level", "timestamp", "logger"}
    for name, fact in facts.items():
        if isinstance(fact, str) and name not in own:
            facts[name] = scrubbed(fact)
    return facts
