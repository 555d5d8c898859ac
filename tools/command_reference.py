"""Writes the command reference into docs/COMMANDS.md, between its two markers, from the commands' own help."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from kb.cli.main import main

COMMANDS = Path(__file__).parent.parent / "docs" / "COMMANDS.md"
BEGIN, END = "<!-- commands: begin -->", "<!-- commands: end -->"


def reference() -> str:
    """The reference as Markdown: one section per command, in the order of the help."""
    settings = {**main.context_settings, "max_content_width": 100, "terminal_width": 100}
    context = click.Context(main, info_name="kb", **settings)
    return "\n\n".join(f"```text\n{text}\n```" for text in _helps(main, context, settings))


def _helps(group: click.Group, context: click.Context, settings: dict[str, Any]) -> Iterator[str]:
    """The help of each command of a group, those of its own groups included."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        with click.Context(command, info_name=name, parent=context, **settings) as own:
            yield command.get_help(own)
            if isinstance(command, click.Group):
                yield from _helps(command, own, settings)


def rewritten(page: str) -> str:
    """The page with its reference brought up to date."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{reference()}\n\n{END}{after}"


if __name__ == "__main__":
    COMMANDS.write_text(rewritten(COMMANDS.read_text(encoding="utf-8")), encoding="utf-8")
