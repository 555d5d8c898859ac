"""POST /mcp: the Model Context Protocol over streamable HTTP, without sessions; there where its SDK is installed."""

import math
from importlib.util import find_spec
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from kb import visit
from kb.programs.callers import ProgramRefused, caller_of
from kb.web.environment import Environment
from kb.web.files.exports import origin_of
from kb.web.programs.door import answered, paced, problem, token_of

PATH: Final = "/mcp"
LONGEST: Final = 100_000  # bytes of a request


class McpDoor:
    """Each request by itself: its token is looked at before anything is read, and again by each tool."""

    def __init__(self, environment: Environment) -> None:
        self._site = environment.site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if request.method != "POST":
            said = "Demandez cette adresse par POST : elle n’a ni flux ni session."
            await problem(405, "methode_refusee", said, Allow="POST")(scope, receive, send)
            return
        known = await answered(request, lambda base, caller: Response())
        if known.status_code != 200:
            await known(scope, receive, send)
            return
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

        from kb.programs.mcp_server import Ask, mcp_server

        def door(ask: Ask) -> dict[str, Any]:
            with visit.open_base() as base:
                caller = caller_of(base, token_of(request))
                if (wait := paced(request, caller)) > 0:
                    raise ProgramRefused(429, "trop_de_demandes", f"Attendez {math.ceil(wait)} s, puis recommencez.")
                return ask(base, caller)

        server = mcp_server(door, self._site or origin_of(request))
        manager = StreamableHTTPSessionManager(
            server, json_response=True, stateless=True, max_request_body_size=LONGEST
        )
        async with manager.run():
            await manager.handle_request(scope, receive, send)


def routes(environment: Environment) -> list[Route]:
    """The route of assistants; none without the extra `mcp`."""
    return [Route(PATH, McpDoor(environment))] if find_spec("mcp") else []
