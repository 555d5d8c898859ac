"""`kb services`: the directory imported and exported as data·inclusion v1."""

from pathlib import Path

import click

from kb.base import OPERATOR, KnowledgeBase
from kb.cli.options import home_option
from kb.directory.carnet import published_services
from kb.directory.exchange.exporting import FORMATS, services_file
from kb.directory.exchange.importing import apply, preview
from kb.directory.exchange.tables import read_table
from kb.errors import KbError
from kb.store.files.durable import write_whole


@click.group()
def services() -> None:
    """L’annuaire des dispositifs : import et export data·inclusion (JSON, CSV, XLSX)."""


@services.command("import", epilog="Exemple : kb services import dispositifs.xlsx --yes")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@home_option
@click.option("--yes", is_flag=True, help="Importe ; sans cela, montre seulement ce qui serait fait.")
@click.option("--valid-only", is_flag=True, help="Importe ce qui est valide, et laisse ce qui a des fautes.")
@click.option("--over-hand", is_flag=True, help="Remplace aussi ce qui a été changé ici à la main.")
@click.option("--withdraw-gone", is_flag=True, help="Retire ce que le fichier n’a plus.")
def import_(file: Path, home: Path | None, yes: bool, valid_only: bool, over_hand: bool, withdraw_gone: bool) -> None:
    """Montre ce qu’un fichier changerait dans l’annuaire, puis l’importe."""
    with KnowledgeBase.open(home) as base:
        types = base.vocabulary.lists["service_types"]
        seen = preview(base.register, read_table(file.name, file.read_bytes()), types)
        for fault in seen.faults:
            click.echo(f"{fault.sheet}, {fault.said}", err=True)
        for note in (*seen.notes, *(f"Colonne inconnue, laissée : {one}." for one in seen.unknown)):
            click.echo(note, err=True)
        click.echo(
            f"{len(seen.new)} nouveaux, {len(seen.changed)} changés (dont {len(seen.by_hand)} retouchés ici), "
            f"{seen.same} identiques, {len(seen.gone)} absents du fichier, {seen.wrong} avec des fautes."
        )
        if not yes:
            click.echo("Rien n’est écrit. Ajoutez --yes pour importer.", err=True)
            return
        done = apply(base.register, seen, None, valid_only=valid_only, over_hand=over_hand, withdraw_gone=withdraw_gone)
        click.echo(f"{done.new} ajoutés, {done.changed} changés, {done.withdrawn} retirés.")
        base.follow()


@services.command("export", epilog="Exemple : kb services export dispositifs.xlsx")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@home_option
def export_(file: Path, home: Path | None) -> None:
    """Écrit l’annuaire publié dans un fichier JSON, CSV ou XLSX."""
    form = file.suffix.lstrip(".").casefold()
    if form not in FORMATS:
        raise KbError(f"{file.name} : donnez un nom qui finit par .json, .csv ou .xlsx.")
    with KnowledgeBase.open(home) as base:
        found = [(one.record, one.at) for one in published_services(base, reader=OPERATOR)]
        write_whole(file, services_file(found, base.vocabulary.lists["service_types"], form))
        click.echo(f"{len(found)} dispositifs dans {file.name}.")
