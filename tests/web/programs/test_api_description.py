"""schemathesis asks the HTTP interface what its description says may be asked, and what it says may not."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import positive_data_acceptance

from kb.programs.description import described
from kb.web.programs import api
from kb.web.programs.page import api_page
from tests.web.programs.called import Called, calling

EXAMPLES = 12  # of each address, those that are right and those that are not: half a minute in all
HELD: dict[str, Any] = {}


async def asked(scope: Any, receive: Any, send: Any) -> None:
    """The site of these tests, which schemathesis has to know before it is there."""
    await HELD["site"](scope, receive, send)


load_all_checks()
SCHEMA = schemathesis.openapi.from_dict(described())
SCHEMA.app = asked
MODES = list(schemathesis.GenerationMode)
# What is in a draft is said by its kind alone; whatever is sent to these addresses is a good question.
FREE, ANY = "POST /brouillons", {"GET /fiches/{record_id}", "GET /moi"}
OPERATIONS = [one.ok() for one in SCHEMA.get_all_operations()]


@pytest.fixture(scope="module")
def called(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Called]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        home = tmp_path_factory.mktemp("described") / "home"
        with calling(home, monkeypatch, tuple(api.ROUTES)) as one:
            HELD["site"] = one.client.app
            yield one


@pytest.mark.parametrize(
    ("operation", "mode"),
    [(one, mode) for one in OPERATIONS for mode in MODES if mode is MODES[0] or one.label not in ANY],
    ids=lambda one: getattr(one, "label", None) or one.value,
)
def test_what_is_described_is_what_is_answered(
    called: Called, operation: Any, mode: schemathesis.GenerationMode
) -> None:
    without = [positive_data_acceptance] if operation.label == FREE else []

    def ask(case: schemathesis.Case) -> None:
        case.validate_response(case.call(headers=called.headers("member")), excluded_checks=without)

    bounded = settings(
        max_examples=EXAMPLES, phases=[Phase.explicit, Phase.generate], deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    bounded(given(operation.as_strategy(generation_mode=mode))(ask))()


def test_the_addresses_described_are_those_that_are_served() -> None:
    served = {one.path.removeprefix(api.ROOT) for one in api.ROUTES if one.path.startswith(f"{api.ROOT}/")}
    assert set(described()["paths"]) == served - {"/openapi.json", "/{rest:path}"}


def test_the_page_for_people_tells_each_filter_once() -> None:
    told = api_page(described())
    names = [one["name"] for one in described()["paths"]["/fiches"]["get"]["parameters"]]
    assert {"theme", "source_type", "depuis"} <= set(names)
    assert told.count("<dt><code>theme</code></dt><dd>Thème.") == 1
    assert "Type de source" in told
    assert told.count('href="#filtres"') == 3
