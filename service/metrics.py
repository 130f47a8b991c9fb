"""What Prometheus may ask: questions by how they ended, how long they took, what waits for the index."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

# Seconds; the budget of design §7 (p50 40 ms, p99 150 ms) lies on two of the edges.
LATENCY_EDGES = (0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.0, 2.0, 5.0)


class Metrics:
    """The numbers of one server; its own registry, so that two servers in one process do not meet."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._questions = Counter(
            "jiedu_questions", "Questions by status and channel", ["status", "channel"], registry=self._registry
        )
        self._seconds = Histogram(
            "jiedu_ask_seconds", "Seconds from question to answer", buckets=LATENCY_EDGES, registry=self._registry
        )
        self._requests = Counter(
            "jiedu_http_requests", "HTTP requests by status class", ["status"], registry=self._registry
        )
        self._clients = Counter(
            "jiedu_client_requests", "Requests by the client named on the token", ["client"], registry=self._registry
        )
        self._outbox = Gauge("jiedu_outbox_rows", "Changes not yet in the search index", registry=self._registry)
        self._documents = Gauge(
            "jiedu_documents", "Published documents by validity", ["validity"], registry=self._registry
        )

    def count_question(self, status: str, seconds: float, channel: str) -> None:
        """A question that came by this channel ended with this status after so many seconds."""
        self._questions.labels(status, channel).inc()
        self._seconds.observe(seconds)

    def count_client(self, name: str) -> None:
        """A client with this name on its token made a request."""
        self._clients.labels(name).inc()

    def count_request(self, status_code: int) -> None:
        """A request was answered; counted by hundred: 2xx, 4xx, …"""
        self._requests.labels(f"{status_code // 100}xx").inc()

    def exposition(self, *, outbox: int, documents: dict[str, int]) -> bytes:
        """The text format of Prometheus, with the state of the knowledge base as it is now."""
        self._outbox.set(outbox)
        self._documents.clear()
        for validity, count in documents.items():
            self._documents.labels(validity).set(count)
        return generate_latest(self._registry)
