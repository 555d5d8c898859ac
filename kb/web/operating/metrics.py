"""GET /metrics: what Prometheus reads of this process and of its base. Numbers alone: nobody's name, words or records.

Threats it answers: a visitor who learns how much the base is used, or that it is in trouble. It is for the machine
itself, or for whoever shows the operator's token (KB_METRICS_TOKEN); a proxy in front does not make visitors local.
"""

import hmac
import shutil
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from prometheus_client import CollectorRegistry, Gauge, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kb import visit
from kb.errors import KbError
from kb.store.watch.news import letters_waiting
from kb.web.environment import Environment
from kb.web.operating.counting import NEAR

PATH: Final = "/metrics"
CLOSED: Final = {"Cache-Control": "no-store", "X-Kb-Own": "1"}
PACKAGE: Final = "recits-partages"
REFUSED: Final = (
    "Les mesures se lisent depuis la machine elle-même (http://127.0.0.1), ou avec le jeton de KB_METRICS_TOKEN."
)


class BaseMeasuresCollector(Collector):
    """What is counted when it is asked for: the base, its index, what waits, the disk."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges of the base; only that it cannot be read, where it cannot."""
        disk = shutil.disk_usage(visit.home())
        yield GaugeMetricFamily("kb_disk_free_bytes", "Room left on the disk of the base.", disk.free)
        yield GaugeMetricFamily("kb_disk_bytes", "Size of the disk of the base.", disk.total)
        try:
            with visit.open_base() as base:
                found = base.administration.health.measures(base.index)
                wrote = base.wiki.private_file.begun  # nothing is made for a base where nobody ever wrote
                letters = letters_waiting(base.watch.context.private) if wrote else 0
        except (KbError, OSError):
            yield GaugeMetricFamily("kb_base_readable", "Whether the base can be read.", 0)
            return
        yield GaugeMetricFamily("kb_base_readable", "Whether the base can be read.", 1)
        yield GaugeMetricFamily("kb_records", "Records in the index.", found.records)
        yield GaugeMetricFamily("kb_passages", "Passages in the index.", found.passages)
        yield GaugeMetricFamily("kb_index_behind_records", "Records that wait for the index.", found.behind)
        yield GaugeMetricFamily("kb_webhook_messages_waiting", "Messages to other programs that wait.", found.messages)
        yield GaugeMetricFamily("kb_workers", "Workers that live.", found.workers.living)
        if found.workers.last is not None:
            said = "How long ago a worker last said that it lives; absent when none did for a day."
            yield GaugeMetricFamily("kb_worker_heartbeat_age_seconds", said, found.workers.last)
        yield GaugeMetricFamily("kb_letters_waiting", "Accounts to which a letter of the watch is due.", letters)


def registry(open_pages: Callable[[], int]) -> CollectorRegistry:
    """What this process measures; `open_pages` counts the pages that browsers hold open."""
    measured = CollectorRegistry()
    ProcessCollector(registry=measured)
    Gauge("kb_open_pages", "Pages held open by browsers.", registry=measured).set_function(open_pages)
    try:
        number = version(PACKAGE)
    except PackageNotFoundError:  # run from a folder that was not installed
        number = ""
    Gauge("kb_build_info", "Version of the program.", ("version",), registry=measured).labels(number).set(1)
    measured.register(BaseMeasuresCollector())
    return measured


def routes(environment: Environment, measured: CollectorRegistry) -> list[Route]:
    """The route of the measures."""
    token = environment.metrics_token.encode()

    def metrics(request: Request) -> Response:
        given = request.headers.get("authorization", "").removeprefix("Bearer ").encode()
        shown = bool(token) and hmac.compare_digest(given, token)
        if not (shown or request.scope.get(NEAR, False)):
            return PlainTextResponse(REFUSED, 403, headers=CLOSED)
        return Response(generate_latest(measured), headers={**CLOSED, "Content-Type": CONTENT_TYPE_LATEST})

    return [Route(PATH, metrics, methods=["GET"])]
