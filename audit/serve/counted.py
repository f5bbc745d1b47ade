"""Answers go in as they are given, what Prometheus asks for comes out: how many, how long, how many articles, how many
wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector

_BUCKETS: Final = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)  # seconds


class Counted:
    """What one application has answered; ``form`` is the media type of its text."""

    form: Final = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._all = CollectorRegistry()
        kept: Any = {"registry": self._all}
        ProcessCollector(**kept)
        self._answers = Counter("audit_answers", "Requests answered, by status", ["status"], **kept)
        self._seconds = Histogram("audit_seconds", "Seconds an answer took", buckets=_BUCKETS, **kept)
        self._articles = Counter("audit_articles", "Articles audited", **kept)
        self._waiting = Gauge("audit_waiting", "Requests that wait or are worked on", **kept)

    def answered(self, status: int, seconds: float) -> None:
        """Counts an answer with this status of HTTP, and the seconds that it took."""
        self._answers.labels(str(status)).inc()
        self._seconds.observe(seconds)

    def articles(self, number: int) -> None:
        """Counts so many articles as audited."""
        self._articles.inc(number)

    def waiting(self, number: Callable[[], int]) -> None:
        """Lets the number of requests that wait be asked for."""
        self._waiting.set_function(number)

    def text(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return bytes(generate_latest(self._all))
