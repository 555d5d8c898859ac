"""The `kb` command. Data goes to stdout, speech to stderr; exit codes: 0 done, 1 failed, 2 usage."""

import importlib
import json
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

import click

from kb.base import OPERATOR, KnowledgeBase
from kb.building.build import SourceNote
from kb.cli.account import account
from kb.cli.archive import backup, export, move, restore
from kb.cli.options import home_option, json_option
from kb.errors import BaseUnavailable, KbError, SettingRefused
from kb.exporting import hit_json
from kb.french import listing
from kb.home import Home, find_home
from kb.search.operators import read_operators
from kb.search.result import SearchPage
from kb.store.files.soundness import REGISTER, base_faults
from kb.system_errors import cause_of

# Groups of commands read when they are asked: what files of others are read with takes half a second to load.
LATER = {
    "glossary": "kb.cli.glossary",
    "mcp": "kb.cli.mcp_stdio",
    "rehearse": "kb.cli.rehearsal",
    "services": "kb.cli.services",
    "worker": "kb.cli.worker",
}


class CommandGroup(click.Group):
    """A group of commands whose errors are told in one French line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, those read later too."""
        return sorted([*self.commands, *LATER])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, read now if it was not."""
        if cmd_name in LATER and cmd_name not in self.commands:
            self.add_command(getattr(importlib.import_module(LATER[cmd_name]), cmd_name))
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a KbError becomes exit code 1, a full disk too, a setting that cannot be 2."""
        try:
            return super().invoke(ctx)
        except SettingRefused as error:
            _fail(str(error), 2)
        except KbError as error:
            _fail(str(error))
        except OSError as error:
            _fail(f"{error.filename or 'Disque'} : {cause_of(error)}. Rien n’a été perdu ; réglez ce point, relancez.")


def _fail(message: str, code: int = 1) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Récits partagés : une base de récits de pratique, cherchée par question."""


for command in (backup, restore, move, export, account):
    main.add_command(command)


@main.command(epilog="Exemple : kb build --home ~/recits")
@home_option
@click.option("--verify", is_flag=True, help="Relit le contenu de chaque fichier, même si sa date n’a pas changé.")
def build(home: Path | None, verify: bool) -> None:
    """Lit corpus/ et met le registre et l’index à jour ; seul ce qui a changé est repris."""
    place = find_home(home)
    if not place.corpus.is_dir() and not place.database:
        raise KbError(f"Le dossier {place.corpus} n’existe pas. Créez-le, placez-y des textes, puis relancez kb build.")
    with KnowledgeBase.open(place, create=True) as base:
        report = base.build(verify=verify, progress=_progress())
    click.echo("", err=True)
    for level, heading in _LEVELS:
        lines = [note_line(one) for one in report.notes if one.note.level == level]
        if lines:
            click.echo("\n".join([f"{heading}\u00a0:", *lines, ""]), err=True)
    click.echo(
        f"{report.read} fichiers lus, {report.unchanged} inchangés, {report.removed} retirés. "
        f"{report.records} fiches, {report.total} passages ({report.passages} encodés), "
        f"{len(report.notes)} remarques, {report.seconds:.1f} s."
    )


# What a build tells, from what must be done to what may be known.
_LEVELS = (("error", "Non lus"), ("warning", "À vérifier"), ("info", "Pour information"))


def note_line(one: SourceNote) -> str:
    """A note of a build in one line; the file is named once, with its folder."""
    path = PurePosixPath(one.source)
    if one.note.message.startswith(path.name):
        return f"{path.parent}/{one.note.message}"
    return f"{one.source} : {one.note.message}"


STAGES = {"model": "Préparation de l’encodeur", "read": "Lecture des fichiers", "encode": "Mise à jour de l’index"}


def _progress() -> Callable[[str, int, int], None]:
    """A progress line on stderr: redrawn in a terminal, one line per tenth elsewhere."""
    shown: dict[str, int] = {}
    terminal = sys.stderr.isatty()

    def show(stage: str, done: int, total: int) -> None:
        tenth = 10 * done // max(total, 1)
        if not terminal and shown.get(stage) == tenth:
            return
        shown[stage] = tenth
        bar = "█" * (2 * tenth) + "·" * (20 - 2 * tenth)
        line = f"{STAGES.get(stage, stage)} {bar} {done}/{total}"
        click.echo(f"\r{line}" if terminal else line, nl=not terminal or done >= total, err=True)

    return show


@main.command(epilog='Exemple : kb search "un jeune revient de cure sans logement" --where territory=75119')
@click.argument("question")
@home_option
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000), help="Nombre de fiches.")
@click.option("--where", multiple=True, metavar="CLÉ=VALEUR", help="Filtre ; une clé répétée veut dire « ou ».")
@click.option("--mode", type=click.Choice(["fused", "lexical", "dense"]), default="fused", show_default=True)
@json_option
def search(question: str, home: Path | None, limit: int, where: Sequence[str], mode: str, as_json: bool) -> None:
    """Cherche les fiches qui répondent à une question, avec leurs passages."""
    with KnowledgeBase.open(home) as base:
        hits = base.search(question, limit=limit, where=_where(where), mode=mode, reader=OPERATOR)
        signs = read_operators(question)
        if signs or signs.unread:
            _tell_signs(base.page(question, _where(where), reader=OPERATOR))
        if as_json:
            for hit in hits:
                click.echo(json.dumps(hit_json(hit), ensure_ascii=False))
            return
        if not hits or all(hit.weak for hit in hits):
            click.echo("Rien de proche n’a été trouvé.", err=True)
        for hit in hits:
            mark = " · exemple fictif" if hit.record.fictional else ""
            weak = " · plus loin de la question" if hit.weak else ""
            page = f", page {hit.passage.page}" if hit.passage.page else ""
            section = f" ({' › '.join(hit.passage.section)}{page})" if hit.passage.section or page else ""
            click.echo(f"{hit.rank}. {hit.record.title} [{hit.record.id}]{mark}{weak}")
            click.echo(f"   « {' '.join(hit.passage.text.split())[:300]} »{section}\n")


def _tell_signs(page: SearchPage) -> None:
    """What the signs of a question (« "à la rue" », « -squat ») asked in vain, on the error output: it is no result."""
    if page.missing:
        click.echo(f"Aucune fiche ne contient {listing(list(page.missing))} : cherché sans ces signes.", err=True)
    if page.unread:
        click.echo(f"{listing(list(page.unread))} : trop court, trop courant ou seul, lu sans son signe.", err=True)


def _where(given: Sequence[str]) -> dict[str, list[str]]:
    where: dict[str, list[str]] = {}
    for one in given:
        key, equals, value = one.partition("=")
        if not equals:
            raise click.BadParameter(f"« {one} » : la forme attendue est CLÉ=VALEUR", param_hint="--where")
        where.setdefault(key.strip(), []).append(value.strip())
    return where


@main.command(epilog="Exemple : kb show EXP-2024-001")
@click.argument("record_id", metavar="ID")
@home_option
@json_option
def show(record_id: str, home: Path | None, as_json: bool) -> None:
    """Montre une fiche publiée, ses liens et son histoire."""
    with KnowledgeBase.open(home) as base:
        view = base.record(record_id, reader=OPERATOR)
        if view is None:
            raise KbError(f"Aucune fiche publiée {record_id}.")
        if as_json:
            value = {
                "summary": asdict(view.summary),
                "fields": view.fields,
                "text": view.document.text,
                "links": [{"label": link.label, "record_id": link.record.id} for link in view.links],
                "revisions": [asdict(revision) for revision in view.revisions],
            }
            click.echo(json.dumps(value, ensure_ascii=False, default=str))
            return
        click.echo(f"{view.summary.title} [{view.summary.id}]")
        if view.summary.fictional:
            click.echo("exemple fictif")
        click.echo(f"\n{view.document.text}\n")
        for link in view.links:
            click.echo(f"{link.label} : {link.record.title} [{link.record.id}]")
        for revision in view.revisions:
            click.echo(f"révision {revision.number}, {revision.at[:10]}, {revision.author} : {revision.summary}")


@main.command(epilog="Exemple : kb serve --port 8501")
@home_option
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535))
@click.option("--address", default="127.0.0.1", show_default=True)
@click.option("--allow-deposit", is_flag=True, help="Permet d’ajouter des fichiers depuis la page Base (local seul).")
def serve(home: Path | None, port: int, address: str, allow_deposit: bool) -> None:
    """Ouvre l’application dans le navigateur."""
    from kb.web.serve import serve as run

    run(find_home(home), port=port, address=address, allow_deposit=allow_deposit)


@main.command(epilog="Exemple : kb check && echo tout va bien")
@home_option
def check(home: Path | None) -> None:
    """Vérifie l’index, le registre, l’encodeur et la reconnaissance de caractères."""
    place = find_home(home)
    try:
        with KnowledgeBase.open(place) as base:
            status = base.status(thorough=True)
    except SettingRefused:
        raise
    except KbError as error:
        # What keeps the base, or its index, from opening may not be all that is wrong.
        _say_faults([*_faults_of(place), str(error)])
    click.echo(f"{status.records} fiches, {status.passages} passages, encodeur {status.model}.")
    click.echo(f"Dernière mise à jour : {status.built or 'jamais'}. En attente : {status.pending}.")
    click.echo("Reconnaissance de caractères : " + ("présente." if status.ocr else "absente (tesseract-ocr-fra)."))
    if status.workers:
        click.echo(f"Travail de fond (kb worker) : {status.workers} en marche.")
    if status.problems:
        _say_faults(status.problems)


KEEP = (
    "Ce qui n’est pas l’index ne se recalcule pas. Gardez tous les fichiers de la base tels quels, faites-en une "
    "copie, puis remettez la dernière sauvegarde saine dans un autre dossier (« kb restore ARCHIVE --home AUTRE »)."
)


def _faults_of(place: Home) -> tuple[str, ...]:
    try:
        return base_faults(place.root) if (place.corpus / REGISTER).exists() else ()
    except BaseUnavailable:
        return ()  # said by the error that is told


def _say_faults(problems: Sequence[str]) -> NoReturn:
    """Say what is wrong, each thing once, and what to do where a fault does not say it itself; exit code 1."""
    for problem in dict.fromkeys(problems):
        click.echo(problem, err=True)
    if not all(re.search(r"«\s?kb ", one) for one in problems):
        click.echo(KEEP, err=True)
    sys.exit(1)


@main.command("eval", epilog="Exemple : kb eval tests/questions.jsonl --json")
@click.argument("questions", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--glossary", is_flag=True, help="Mesure aussi sans le glossaire : l’écart est ce qu’il ajoute.")
@home_option
@json_option
def evaluate(questions: Path, glossary: bool, home: Path | None, as_json: bool) -> None:
    """Mesure la recherche sur un fichier de questions, dans ses trois modes."""
    from kb.evaluation import evaluate as run
    from kb.evaluation import evaluate_without_glossary, read_questions

    with KnowledgeBase.open(home) as base:
        asked = read_questions(questions)
        lines = list(run(base, asked)) + (list(evaluate_without_glossary(base, asked)) if glossary else [])
        for line in lines:
            if as_json:
                click.echo(json.dumps(line, ensure_ascii=False))
            else:
                click.echo("  ".join(f"{k} {v:.3f}" if isinstance(v, float) else f"{k} {v}" for k, v in line.items()))
