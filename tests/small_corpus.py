"""A few invented Markdown files, and how a test writes its own: the corpus of the tests that need no real encoder."""

from pathlib import Path
from typing import Any

import yaml


def write(home: Path, name: str, body: str, **front: Any) -> Path:
    """The Markdown file written at `corpus/<name>`, with this front matter."""
    path = home / "corpus" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    head = f"---\n{yaml.safe_dump(front, allow_unicode=True)}---\n" if front else ""
    path.write_text(head + body, encoding="utf-8")
    return path


def story(home: Path, name: str, body: str, **front: Any) -> Path:
    """An invented experience written at `corpus/<name>`."""
    return write(home, name, body, **{"kind": "experience", "fictional": True, **front})


def write_small_corpus(home: Path) -> None:
    """Six records: three experiences, two documents, a service for professionals."""
    story(
        home,
        "laverie.md",
        "## Contexte\nDeux éducatrices rencontrent des jeunes filles dans une laverie du quartier, la nuit.\n\n"
        "## Ce qui n’a pas marché, et pourquoi\nLa machine à café est tombée en panne trois semaines.\n",
        id="EXP-2023-001",
        title="Rencontres à la laverie",
        themes=["genre", "travail-de-rue"],
        publics=["jeunes-filles"],
        territories=["93048"],
        outcome="success",
        date="2023-10-03",
    )
    story(
        home,
        "hall.md",
        "## Contexte\nLe hall est occupé chaque soir. Des médiateurs sociaux viennent parler aux jeunes majeurs.\n\n"
        "## Déroulement\n### Premier mois\nLes médiateurs passent sans rien demander.\n",
        id="EXP-2019-001",
        title="Le hall occupé",
        themes=["tranquillite-publique"],
        publics=["jeunes-majeurs"],
        territories=["94041"],
        outcome="failure",
        date="2019-03-12",
    )
    story(
        home,
        "canal.md",
        "## Contexte\nRixes annoncées par messagerie au bord du canal ; un élève arrêté trois fois en un mois.\n",
        id="EXP-2021-001",
        title="Rixes et messageries",
        themes=["bande-de-jeunes"],
        publics=["collegiens"],
        territories=["75119"],
        outcome="mixed",
        date="2021-05",
    )
    write(
        home,
        "guides/accueil.md",
        "# Accueillir sans juger\n\n## Principes\n\nLa sécurité de chacun passe par un accueil sans condition.\n\n"
        "## Matériel\n\nSeringues stériles, embouts et filtres sont remis sans rendez-vous.\n",
        id="DOC-2015-001",
        type="guide",
        themes=["reduction-des-risques"],
        territories=["75"],
        date="2015",
    )
    write(
        home,
        "guides/squat.md",
        "# Que faire d’un squat\n\nLe propriétaire saisit le juge ; la mairie propose un relogement aux familles.\n",
        id="DOC-2008-001",
        type="report",
        publics=["familles"],
        date="2008-06-18",
    )
    write(
        home,
        "permanence.md",
        "## Description\nUne permanence confidentielle le mardi soir, téléphone réservé aux équipes.\n",
        id="SRV-2024-001",
        kind="service",
        title="Permanence du mardi",
        diffusion="professionals",
        themes=["acces-aux-soins"],
        date="2024-01-09",
    )
