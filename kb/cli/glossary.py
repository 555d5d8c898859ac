"""Commands of the glossary: a thesaurus in, the common language out."""

import sys
from pathlib import Path

import click

from kb.base import OPERATOR, KnowledgeBase
from kb.cli.options import home_option
from kb.errors import KbError
from kb.glossary.exchange import thesaurus_of
from kb.glossary.skos_process import read_apart
from kb.glossary.skos_write import EXPORTS, skos_file
from kb.store.files.durable import write_whole
from kb.wiki.write import terms


@click.group()
def glossary() -> None:
    """Échange le glossaire avec d’autres thésaurus, au format SKOS."""


@glossary.command("import", epilog="Exemple : kb glossary import thesaurus.ttl --branch « Drogues » --dry-run")
@click.argument("file", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@click.option("--branch", "branches", multiple=True, help="Un libellé : lui et ce qui en dépend (sinon tout).")
@click.option("--dry-run", is_flag=True, help="Dit ce qui serait fait, sans rien changer.")
@home_option
def import_file(file: Path, branches: tuple[str, ...], dry_run: bool, home: Path | None) -> None:
    """Importe les termes d’un thésaurus (.ttl, .jsonld, .rdf) et dit ce qui cloche dans le fichier."""
    with KnowledgeBase.open(home) as base:
        found = read_apart(file.read_bytes(), file.name, base.vocabulary.lists["trades"])
        for fault in found.faults:
            click.echo(fault.message, err=True)
        if branches:
            by_label = {one.label.casefold(): one.uri for one in found.concepts}
            unknown = [one for one in branches if one.strip("« »").casefold() not in by_label]
            if unknown:
                raise KbError(f"Aucun concept « {unknown[0]} » dans {file.name}.")
            found = found.part(by_label[one.strip("« »").casefold()] for one in branches)
        planned = terms.plan(base.wiki, found)
        click.echo(
            f"{len(planned.new)} nouveaux, {len(planned.changed)} changés, {planned.same} sans changement, "
            f"{len(planned.kept)} réécrits ici et laissés."
        )
        if dry_run or not (planned.new or planned.changed):
            return
        done = terms.carry_out(base.wiki, None, planned)
        click.echo(f"{done} termes au glossaire. L’index suit…", err=True)
        base.follow()


@glossary.command("export", epilog="Exemple : kb glossary export --format rdf --output glossaire.rdf")
@click.option("--format", "form", type=click.Choice(list(EXPORTS)), default="ttl", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Fichier (sinon la sortie).")
@home_option
def export_file(form: str, output: Path | None, home: Path | None) -> None:
    """Écrit le glossaire au format SKOS : Turtle, JSON-LD ou RDF/XML."""
    with KnowledgeBase.open(home) as base:
        content = skos_file(thesaurus_of(base.language.terms(reader=OPERATOR)), form, base.vocabulary.lists["trades"])
    if output is None:
        sys.stdout.buffer.write(content)
    else:
        write_whole(output, content)
