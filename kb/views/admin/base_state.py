"""Drawing of the page of the base: what it holds, what could not be read and why, how to start another."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kb.html.escaping import NBSP, count, esc, moment, thousands
from kb.html.labels import kind_label

if TYPE_CHECKING:
    from kb.base import BaseStatus
    from kb.building.build import SourceNote

LEVELS = {"error": "Non lu", "warning": "Lu en partie", "info": "À savoir"}
ORDER = ("error", "warning", "info")


def facts(status: "BaseStatus") -> str:
    """What is indexed, with which model, since when."""
    kinds = ", ".join(
        f"{thousands(number)}{NBSP}{kind_label(kind).lower()}{'s' if number > 1 else ''}"
        for kind, number in sorted(status.kinds.items(), key=lambda pair: -pair[1])
    )
    ocr = "installée" if status.ocr else "absente : une page numérisée n’est lue que si son fichier porte un texte"
    lines = (
        ("Fiches dans la recherche", f"{thousands(status.records)}{f' ({kinds})' if kinds else ''}"),
        ("Passages", thousands(status.passages)),
        ("Dernière mise à jour", moment(status.built) or "jamais"),
        ("Modèle de recherche", status.model or "aucun : la recherche compare les mots seulement"),
        ("Reconnaissance d’image (OCR)", ocr),
    )
    rows = "".join(f"<div><dt>{esc(name)}</dt><dd>{esc(value)}</dd></div>" for name, value in lines)
    title = '<h2 id="rp-tient">Ce qu’elle tient</h2>'
    return f'<section class="rp-identity" aria-labelledby="rp-tient">{title}<dl>{rows}</dl></section>'


def problems(found: Sequence[str]) -> str:
    """What `kb check` would say is wrong, with its remedy."""
    return "".join(f'<p class="rp-note">{esc(one)}</p>' for one in found)


def notes(found: Sequence["SourceNote"]) -> str:
    """What could not be read, by file, with the reason and the next step."""
    title = '<h2 id="rp-notes">Ce qui n’a pas pu être lu, et pourquoi</h2>'
    if not found:
        return f'<section class="rp-block">{title}<p class="rp-soft">Tout a été lu.</p></section>'
    files: dict[str, list[SourceNote]] = {}
    for note in sorted(found, key=lambda one: (ORDER.index(one.note.level), one.source)):
        files.setdefault(note.source, []).append(note)
    entries = "".join(_file(source, group) for source, group in files.items())
    said = f"{count(len(files), 'fichier')} à regarder. Le reste a été lu en entier."
    return (
        f'<section class="rp-block">{title}<p class="rp-small">{said}</p><ul class="rp-ways">{entries}</ul></section>'
    )


def _file(source: str, group: Sequence["SourceNote"]) -> str:
    """One file; a message that returns on many pages is said once, with its pages."""
    pages: dict[tuple[str, str], list[int]] = {}
    for note in (one.note for one in group):
        pages.setdefault((note.level, note.message), []).extend([note.page] if note.page else [])
    lines = "".join(
        f'<span class="line"><span class="rp-tag">{LEVELS[level]}</span> {_pages(where)}{esc(message)}</span>'
        for (level, message), where in pages.items()
    )
    return f"<li><b>{esc(source)}</b>{lines}</li>"


def _pages(numbers: Sequence[int]) -> str:
    """« page 3 : », « pages 3, 5 à 8 : », nothing without pages."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    if not runs:
        return ""
    said = [str(run[0]) if len(run) == 1 else f"{run[0]} à {run[-1]}" for run in runs]
    return f"{'page' if len(said) == 1 and len(runs[0]) == 1 else 'pages'}{NBSP}{', '.join(said)}{NBSP}: "


def pages(written: Sequence[tuple[str, str, str]]) -> str:
    """What the administrator wrote of this base, as (name, title, text)."""
    return "".join(
        f'<section class="rp-block"><h2 id="rp-{esc(name)}">{esc(title)}</h2>'
        + "".join(f"<p>{'<br>'.join(map(esc, part.splitlines()))}</p>" for part in text.split("\n\n") if part.strip())
        + "</section>"
        for name, title, text in written
    )


def start(*, demonstration: bool) -> str:
    """How to begin an empty base, beside this one. Where this one lies on its server, `kb serve` alone says."""
    about = (
        "<p>Celle-ci est une base de démonstration : personnes, lieux précis et structures y sont inventés. "
        "La vôtre commence dans un autre dossier ; l’exemple reste intact.</p>"
        if demonstration
        else "<p>Une autre base se tient dans un autre dossier ; celle-ci reste intacte.</p>"
    )
    steps = (
        ("Créez le dossier, avec un dossier <code>corpus</code> dedans", "mkdir -p ~/ma-base/corpus"),
        ("Mettez-y vos fichiers : PDF, Word, LibreOffice, texte, Markdown, page Web", ""),
        ("Faites lire ces fichiers", "kb build --home ~/ma-base"),
        ("Ouvrez la base", "kb serve --home ~/ma-base"),
    )
    items = "".join(f"<li>{said}{_command(command)}</li>" for said, command in steps)
    return (
        '<section class="rp-block"><h2 id="rp-commencer">Commencer une base vide</h2>'
        f'{about}<ol class="numbered">{items}</ol>'
        '<p class="rp-small">« kb serve » dit en commençant où se tient la base qu’il ouvre. Son dossier '
        "<code>corpus</code> est ce qu’il faut sauvegarder ; <code>index</code> se recalcule par <code>kb build</code>."
        "</p></section>"
    )


def _command(command: str) -> str:
    return f'<code class="block">{esc(command)}</code>' if command else ""
