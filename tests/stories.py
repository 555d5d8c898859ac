"""Invented stories of one evening, told by several trades in several places."""

from pathlib import Path

from tests.small_corpus import story

# (identifier, title, outcome, trade, territory, public, words of its own)
STORIES = (
    ("EXP-2020-001", "Le hall et le banc", "success", "mediation", "75118", "habitants", "banc gardien palier"),
    ("EXP-2020-002", "Le hall et le radiateur", "success", "mediation", "75118", "habitants", "radiateur froid hiver"),
    ("EXP-2020-003", "Le hall et la fenêtre", "success", "mediation", "75118", "habitants", "fenêtre cour étage"),
    ("EXP-2020-004", "Le hall et la vitre", "success", "mediation", "75118", "habitants", "vitre enceinte bruit"),
    ("EXP-2020-005", "Le hall et la clé", "success", "mediation", "75118", "habitants", "clé serrure badge"),
    ("EXP-2020-006", "Le hall et la pétition", "success", "mediation", "75118", "habitants", "pétition courrier"),
    ("EXP-2020-007", "Le hall vendu", "failure", "police", "93066", "jeunes-majeurs", "patrouille plainte soir"),
    ("EXP-2020-008", "Le hall soigné", "mixed", "soin", "93001", "parents", "infirmière pansement seringue"),
    ("EXP-2020-009", "Le hall et l’école", "ongoing", "ecole", "94028", "collegiens", "cartable sonnerie cour"),
)


def write_stories(home: Path, *, secret: bool = False) -> None:
    """Nine narratives of a hall; with `secret`, a tenth that professionals alone may read."""
    for number, (record_id, title, outcome, trade, territory, public, words) in enumerate(STORIES):
        story(
            home,
            f"{record_id}.md",
            f"## Contexte\nLe hall de l’immeuble est occupé le soir, et l’on parle de {words} depuis des mois.\n\n"
            f"## Déroulement\nUne équipe vient trois fois par semaine parler à ceux du hall ; {words} reviennent "
            "dans chaque conversation, et chacun finit par dire ce qu’il attend des autres.\n\n"
            f"## Résultats observés\nAprès quatre mois, le hall est plus calme et {words} ne gênent plus personne.\n",
            id=record_id,
            title=title,
            outcome=outcome,
            trades=[trade],
            territories=[territory],
            publics=[public],
            themes=["tranquillite-publique"],
            strategies=["mediation"] if number % 2 else ["mediation", "aller-vers"],
            experience_type="practice",
            date=f"202{number}-01-01",
        )
    if secret:
        story(
            home,
            "secret.md",
            "## Contexte\nLe hall de l’immeuble est occupé le soir ; l’alibi du transformateur n’est dit qu’entre "
            "collègues, depuis des mois, par ceux qui travaillent là.\n",
            id="EXP-2020-010",
            title="Le hall réservé",
            outcome="failure",
            trades=["justice"],
            territories=["93055"],
            publics=["femmes"],
            diffusion="professionals",
            date="2020-05-05",
        )
