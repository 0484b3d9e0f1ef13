"""Metrics in the form of Prometheus: requests by route, readings by outcome, and the process."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest

_METHODS = frozenset(("GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"))


class Metrics:
    """Counters of an application, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        labels = ("method", "route", "status")
        self._requests = Counter("truerole_requests", "Requests, by route and status.", labels, registry=self.registry)
        self._seconds = Histogram(
            "truerole_request_seconds", "Seconds from a request to the end of its answer.", ("route",),
            registry=self.registry,
        )  # fmt: skip
        self._readings = Counter("truerole_readings", "Postings, by outcome.", ("outcome",), registry=self.registry)

    def note_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answered request; unknown methods count together."""
        self._requests.labels(method if method in _METHODS else "other", route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def note_readings(self, were_read: Iterable[bool]) -> None:
        """Count postings that were read, and postings that could not be."""
        for read in were_read:
            self._readings.labels("read" if read else "error").inc()

    def text(self) -> bytes:
        """Return all metrics as text."""
        return generate_latest(self.registry)
