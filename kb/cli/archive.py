"""Commands that put a base, or its records, into files: backup, restore, export."""

from dataclasses import replace
from pathlib import Path

import click

from kb.backup import SERVED
from kb.backup import backup as write_backup
from kb.backup import restore as read_backup
from kb.base import OPERATOR, KnowledgeBase
from kb.cli.options import home_option
from kb.errors import ExportFailed, KbError
from kb.exporting import BINARY, record_file
from kb.home import find_home
from kb.moving import to_folder, to_server
from kb.store.files.durable import write_whole
from kb.store.restoring.archives import BackupRefused
from kb.system_errors import FULL_DISK, cause_of


@click.command(epilog="Exemple : kb backup sauvegardes/2026-11-23.zip")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--private",
    is_flag=True,
    help="Ajoute brouillons, récits bruts, chemins et recherches : à garder comme la machine elle-même.",
)
@home_option
def backup(file: Path, private: bool, home: Path | None) -> None:
    """Sauvegarde le registre, les fichiers et les textes dans une archive ZIP."""
    place = find_home(home)
    if place.database:
        raise BackupRefused(SERVED)
    count = write_backup(place.root, file, private=private)
    click.echo(f"{file} : {count} fichiers. Cette sauvegarde dit à quelle date la détruire (LISEZMOI.json).")


@click.command(epilog="Exemple : kb restore sauvegardes/2026-11-23.zip --home ~/recits --replace")
@click.argument("file", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@click.option("--replace", is_flag=True, help="Remplace la base qui est là.")
@click.option(
    "--reopen",
    is_flag=True,
    help="Rouvre ce qui a été fermé depuis la sauvegarde : fiches retirées, réglages, comptes, mots de passe, liens.",
)
@home_option
def restore(file: Path, replace: bool, reopen: bool, home: Path | None) -> None:
    """Remet une sauvegarde en place, garde fermé ce qui l’est aujourd’hui, et refait l’index."""
    place = find_home(home)
    if place.database:
        raise BackupRefused(SERVED)
    closed: list[str] = []
    again = read_backup(file, place.root, replace=replace, reopen=reopen, tell=closed.append)
    for line in closed:
        click.echo(line if reopen else f"Gardé fermé : {line}.", err=True)
    with KnowledgeBase.open(place) as base:
        base.build()
    said = f" {len(again)} fiches effacées depuis le sont de nouveau." if again else ""
    click.echo(f"{place.root} : base restaurée.{said}")


@click.command(epilog="Exemple : kb move --to postgresql://recits@base.exemple.fr/recits --home ~/recits")
@click.option(
    "--to",
    "target",
    required=True,
    metavar="ADRESSE|DOSSIER",
    help="Un serveur PostgreSQL qui ne tient pas de base, ou un dossier, pour ce que tient le serveur de KB_DATABASE.",
)
@click.option(
    "--files", default="", metavar="S3", help="Où vont les pièces jointes sur plusieurs machines : s3://seau."
)
@home_option
def move(target: str, files: str, home: Path | None) -> None:
    """Copie la base du dossier sur un serveur, ou du serveur dans un dossier ; celle d’origine reste telle quelle."""
    place = find_home(home)
    if target.startswith(("postgresql://", "postgres://")):
        moved = to_server(replace(place, database=""), target, files)
        after = "Donnez cette adresse dans KB_DATABASE, puis lancez « kb build » et « kb serve »"
    elif place.database:
        moved = to_folder(place, Path(target).expanduser())
        after = f"Sans KB_DATABASE, lancez « kb build --home {target} »"
    else:
        raise click.UsageError("Donnez l’adresse d’un serveur (postgresql://…), ou celle du serveur dans KB_DATABASE.")
    click.echo(
        f"{moved.tables} tables, {moved.rows} lignes et {moved.files} fichiers copiés, relus et comparés. {after} : la "
        "base d’origine est restée où elle était, ne servez plus qu’une des deux."
    )


@click.command(epilog="Exemple : kb export EXP-2018-151 --format pdf --output cle.pdf")
@click.argument("record_id", metavar="ID", required=False)
@click.option("--all", "everything", is_flag=True, help="Toutes les fiches publiées, dans un dossier.")
@click.option("--format", "form", type=click.Choice(["md", "docx", "pdf", "json"]), default="md", show_default=True)
@click.option("--output", type=click.Path(path_type=Path), help="Fichier, ou dossier avec --all (sinon la sortie).")
@home_option
def export(record_id: str | None, everything: bool, form: str, output: Path | None, home: Path | None) -> None:
    """Écrit une fiche publiée, ou toutes, en Markdown, DOCX, PDF ou JSON."""
    if everything == bool(record_id):
        raise click.UsageError("Donnez un identifiant, ou --all.")
    if record_id and form in BINARY and output is None:
        raise click.UsageError(f"Le format {form} ne s’affiche pas : donnez un fichier avec --output.")
    with KnowledgeBase.open(find_home(home)) as base:
        if record_id:
            _put(record_file(base, record_id, form, reader=OPERATOR), output)
            return
        folder = output or Path("export")
        folder.mkdir(parents=True, exist_ok=True)
        ids = base.register.ids()
        failed = [one for one in ids if not _kept(base, one, form, folder / f"{one}.{form}")]
    click.echo(f"{folder} : {len(ids) - len(failed)} fiches.", err=True)
    if failed:
        raise KbError(f"{len(failed)} fiches n’ont pas pu être exportées : {', '.join(failed)}.")


def _kept(base: KnowledgeBase, record_id: str, form: str, path: Path) -> bool:
    """Whether the file of a record was written: one that cannot be laid out does not stop the others."""
    try:
        _put(record_file(base, record_id, form, reader=OPERATOR), path)
    except ExportFailed as error:
        click.echo(f"{record_id} : {error}", err=True)
        return False
    return True


def _put(content: bytes, output: Path | None) -> None:
    if output is None:
        click.echo(content.decode(), nl=False)
        return
    try:
        write_whole(output, content)
    except OSError as error:
        said = "Libérez de la place, puis recommencez." if error.errno in FULL_DISK else "Choisissez-en un autre."
        raise KbError(f"{output} : ce fichier n’a pas pu être écrit, {cause_of(error)}. {said}") from error
