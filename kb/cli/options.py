"""Options that several groups of commands share."""

from pathlib import Path

import click

home_option = click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="Dossier qui contient corpus/ et index/ (sinon KB_HOME, le dossier courant, ou celui du programme).",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Une ligne JSON par résultat.")
