"""`kb rehearse`: whether the last backup would bring the base back."""

from pathlib import Path

import click

from kb.cli.options import home_option
from kb.home import find_home
from kb.rehearsal import HOURS
from kb.rehearsal import rehearse as run


@click.command(epilog="Exemple : kb rehearse /var/backups/recits-partages --home ~/recits")
@click.argument("backups", type=click.Path(exists=True, path_type=Path))
@click.option("--hours", default=HOURS, show_default=True, help="Âge, en heures, au-delà duquel elle est trop vieille.")
@home_option
def rehearse(backups: Path, hours: float, home: Path | None) -> None:
    """Restaure ailleurs la dernière sauvegarde d’un dossier, la vérifie, et compte ce qu’elle rend."""
    for line in run(backups, find_home(home), hours=hours):
        click.echo(line)
