"""`kb mcp`: the Model Context Protocol on the standard input and output, for an assistant on the same machine."""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from kb.base import KnowledgeBase
from kb.cli.options import home_option
from kb.errors import KbError
from kb.home import find_home
from kb.programs.callers import caller_of
from kb.resources import Resources


@click.command(epilog="Exemple : KB_TOKEN=rpj_… kb mcp --home ~/recits")
@home_option
def mcp(home: Path | None) -> None:
    """Sert un assistant (MCP) sur l’entrée et la sortie : chercher et lire, comme le titulaire de KB_TOKEN."""
    if not find_spec("mcp"):
        raise KbError("« kb mcp » demande l’extra « mcp » : pip install 'recits-partages[mcp]', puis relancez.")
    import anyio
    from mcp.server.stdio import stdio_server

    from kb.programs.mcp_server import Ask, mcp_server

    place, resources, token = find_home(home), Resources(), os.environ.get("KB_TOKEN")

    def door(ask: Ask) -> dict[str, Any]:
        # Opened for each question, as a request does: what was withdrawn, or revoked, meanwhile is.
        with KnowledgeBase.open(place, resources=resources) as base:
            return ask(base, caller_of(base, token))

    door(lambda base, caller: {})  # a missing base, or a token that serves no more, is said before an assistant asks
    server = mcp_server(door, os.environ.get("KB_SITE", "").rstrip("/"))

    async def run() -> None:
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())

    anyio.run(run)
