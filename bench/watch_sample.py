"""The invented signals of the demonstration: 150 over 18 months and 15 territories, with the truth beside.

`python -m bench.watch_sample` writes samples/veille/signaux.csv and verite.json; everything in them is made up. Two
phenomena emerge, one comes back each summer, one is a rumour that was taken back, two go on all along.
"""

import csv
import datetime
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SEED = 20_061_119
LAST = datetime.date(2026, 11, 22)
WEEKS = 78
FOLDER = Path(__file__).resolve().parents[1] / "samples" / "veille"
COLUMNS = ("date", "territoire", "texte", "connaissance", "objet", "declencheur", "produits", "themes", "forme", "prix",
           "structure", "etat", "fictif")  # fmt: skip
PLACES = ("75118", "75119", "75110", "75120", "75111", "75112", "75113", "75117", "93066", "93001", "93070", "93048",
          "93055", "92024", "94041")  # fmt: skip
STRUCTURES = ("Maraude du Canal", "CAARUD des Deux Rives", "Club de prévention Nord", "Accueil de jour La Halte",
              "Équipe mobile santé", "Mission locale Est", "CSAPA du Parc", "Médiation Plaine")  # fmt: skip
KNOWN = ("seen", "professional", "concerned", "seen", "professional", "media")


@dataclass(frozen=True)
class Fact:
    """A phenomenon: the ways it is told, and what all of them have in common."""

    name: str
    texts: tuple[str, ...]
    subject: str = "product"
    trigger: str = "novelty"
    substances: str = ""
    themes: str = "usages-et-produits"
    form: str = ""
    price: str = ""


PREGABALIN = Fact(
    "prégabaline vendue aux lycéens",
    (
        "Des gélules de prégabaline sont revendues aux lycéens à la sortie des cours.",
        "Plusieurs lycéens nous parlent de gélules de Lyrica vendues à l’unité près de l’établissement.",
        "Revente de prégabaline entre élèves du lycée, deux euros la gélule.",
        "Un vendeur propose de la prégabaline à des lycéens, devant les grilles, le midi.",
        "Des élèves prennent de la prégabaline avant les cours ; ils l’achètent à d’autres lycéens.",
        "L’infirmière scolaire signale des lycéens endormis après avoir pris des gélules de prégabaline achetées "
        "dehors.",
        "Prégabaline proposée aux jeunes du lycée par un garçon plus âgé, à l’unité.",
        "On retrouve des plaquettes de prégabaline vides autour du lycée ; les élèves en achètent.",
        "Nouveau trafic de gélules de prégabaline vers les lycéens, par messagerie puis devant le lycée.",
    ),
    substances="pregabaline", themes="jeunes-16-25,usages-et-produits", form="gélule", price="2 € la gélule",
)  # fmt: skip
PIPES = Fact(
    "crack en doses à cinq euros",
    (
        "De toutes petites doses de crack à cinq euros se vendent depuis peu aux abords de la gare.",
        "Le crack se vend maintenant en galettes à cinq euros, à des gens que l’on ne connaissait pas.",
        "Des doses de crack à cinq euros circulent, plus petites et plus faciles à acheter.",
        "Nouvelle offre : des mini-doses de crack à cinq euros, vendues à la chaîne le soir.",
        "Les personnes accueillies achètent des doses de crack à cinq euros ; elles reviennent plus souvent dans la "
        "journée.",
        "Un vendeur inconnu propose des petites doses de crack à cinq euros près du métro.",
        "Des galettes de crack à cinq euros : le prix a été divisé par deux en quelques semaines.",
        "On nous parle partout de doses de crack à cinq euros, même chez de très jeunes acheteurs.",
        "Crack en mini-doses à cinq euros, vendu par des équipes qui tournent à vélo.",
    ),
    subject="supply", substances="crack", themes="economie-souterraine,usages-et-produits", form="galette",
    price="5 € la dose",
)  # fmt: skip
GAS = Fact(
    "protoxyde d’azote l’été",
    (
        "Des bonbonnes de protoxyde d’azote jonchent le parc après les soirées d’été.",
        "Des groupes de jeunes inhalent du protoxyde d’azote dans des ballons sur les berges, avec les beaux jours.",
        "Vente de ballons de protoxyde d’azote le soir, dans le square.",
        "Retour du protoxyde d’azote avec la chaleur : grosses bonbonnes et ballons chaque week-end.",
        "Un jeune ne sent plus ses pieds après des semaines de protoxyde d’azote.",
        "Bonbonnes de protoxyde d’azote vendues depuis une voiture, le samedi soir.",
        "Les agents du parc ramassent chaque matin des bonbonnes de protoxyde d’azote.",
        "Soirées au protoxyde d’azote dans le jardin, plusieurs dizaines de jeunes.",
    ),
    subject="use", trigger="intensification", substances="protoxyde-d-azote", themes="jeunes-16-25", form="bonbonne",
)  # fmt: skip
RUMOUR = Fact(
    "rumeur de piqûres",
    (
        "On raconte que des jeunes auraient été piqués à leur insu dans un concert.",
        "Plusieurs personnes parlent de piqûres dans la foule pendant une fête ; personne ne les a vues.",
        "Message qui circule : des piqûres à l’aiguille dans les soirées étudiantes.",
        "Une jeune femme dit qu’une amie d’une amie a été piquée dans un bar.",
        "Rumeur de piqûres sauvages à la fête de la musique.",
    ),
    subject="harm", trigger="adverse", themes="tranquillite-publique",
)  # fmt: skip
NOISE_AT_NIGHT = Fact(
    "tensions avec les riverains",
    (
        "Des riverains se plaignent de consommations d’alcool dans le hall, les échanges sont vifs.",
        "Nouvelle altercation entre des habitants et un groupe qui boit devant l’immeuble.",
        "Pétition des riverains contre un rassemblement alcoolisé sous leurs fenêtres.",
        "Un habitant a jeté de l’eau sur un groupe qui buvait au pied de l’immeuble.",
        "Conflit de voisinage autour d’un banc où des personnes boivent tard le soir.",
        "Les riverains appellent la police chaque soir pour un groupe qui boit sur le trottoir.",
        "Réunion tendue avec les habitants à propos des regroupements alcoolisés du soir.",
        "Le gardien dit que des habitants menacent le groupe qui boit devant la porte.",
        "Dégradations dans un hall après une soirée alcoolisée, les voisins sont à bout.",
    ),
    subject="neighbourhood", trigger="intensification", substances="alcool", themes="tranquillite-publique",
)  # fmt: skip
HOTEL = Fact(
    "sorties d’hôtel social",
    (
        "Des familles sont mises dehors de l’hôtel social sans solution, deux enfants dorment dans la voiture.",
        "Fin de prise en charge à l’hôtel pour une famille, avertie la veille.",
        "Une mère et son bébé quittent l’hôtel social ce matin, rien n’est proposé.",
        "Rupture d’hébergement : la famille doit rendre la chambre d’hôtel vendredi.",
        "L’hôtel social ferme pour travaux ; les familles sont envoyées à trente kilomètres.",
        "Trois familles changent d’hôtel pour la quatrième fois depuis la rentrée.",
        "Une famille à la rue après six mois d’hôtel, le 115 ne répond pas.",
        "Le transfert d’hôtel coupe une famille de l’école et du centre de soins.",
    ),
    subject="place", trigger="extension", themes="hebergement",
)  # fmt: skip
USES, YOUNG = "usages-et-produits", "jeunes-16-25"
OTHERS = (
    ("Un squat a été vidé ce matin ; une vingtaine de personnes cherchent où aller.", "place", "", "hebergement"),
    ("Des seringues ont été trouvées dans l’aire de jeux.", "place", "", "reduction-des-risques"),
    ("Le distributeur de matériel stérile est en panne depuis dix jours.", "place", "", "reduction-des-risques"),
    ("Des mineurs isolés dorment sous le pont depuis la fermeture du gymnase.", "public", "", "hebergement"),
    ("Deux malaises après des cachets vendus comme de l’ecstasy, couleur orange.", "harm", "ecstasy", USES),
    ("Des femmes demandent où déposer plainte sans être reconnues.", "public", "", "genre"),
    ("Un groupe de kétamine par sniff s’est installé derrière la salle de concert.", "use", "ketamine", USES),
    ("Le centre de soins n’a plus de créneau avant deux mois.", "place", "", "acces-aux-soins"),
    ("Des sortants de détention arrivent sans ordonnance de méthadone.", "public", "methadone", "sortie-de-detention"),
    ("Des cigarettes au cannabinoïde de synthèse circulent au collège.", "product", "cannabinoides-de-synthese", YOUNG),
    ("Un père cherche de l’aide pour son fils qui ne sort plus de sa chambre.", "public", "", "parentalite"),
    ("Le local des jeunes est fermé le mercredi, ils traînent au centre commercial.", "place", "", YOUNG),
    ("Des colis alimentaires se revendent devant la distribution.", "supply", "", "precarisation"),
    ("La police contrôle chaque jour les mêmes jeunes à l’arrêt de bus.", "neighbourhood", "", "tranquillite-publique"),
    ("Une cocaïne très pure fait saigner du nez des usagers habitués.", "product", "cocaine", USES),
    ("Un faux médecin propose des certificats contre de l’argent.", "harm", "", "acces-aux-soins"),
    ("Du tramadol est demandé à la pharmacie avec des ordonnances photocopiées.", "product", "tramadol", USES),
    ("Des adolescentes reçoivent des propositions d’argent par messagerie.", "harm", "", "genre"),
    ("Un chien a mordu un maraudeur, le groupe s’est éloigné.", "neighbourhood", "", "travail-de-rue"),
    ("Les toilettes publiques du marché sont fermées, on ne sait plus où se laver.", "place", "", "acces-aux-soins"),
    ("Une colle à rustine est inhalée par de très jeunes garçons.", "use", "solvants", YOUNG),
    ("Un employeur garde les papiers de travailleurs sans titre.", "harm", "", "insertion"),
)  # fmt: skip


def signals() -> tuple[list[dict[str, str]], dict[str, object]]:
    """The rows, oldest first, and the truth: which rows are of which phenomenon, where and when each emerged."""
    chance = random.Random(SEED)
    rows: list[tuple[datetime.date, str, dict[str, str]]] = []

    def add(fact: Fact, week: int, place: str, state: str = "", structures: Sequence[str] = STRUCTURES) -> None:
        day = LAST - datetime.timedelta(weeks=WEEKS - 1 - week, days=chance.randrange(7))
        rows.append((day, fact.name, _row(fact, chance.choice(fact.texts), day, place, chance, state, structures)))

    for week, place in ((52, "93066"), (53, "93066"), (53, "93066"), (54, "93066"), (54, "93066"), (56, "93001"),
                        (57, "93070"), (58, "93066"), (60, "93001")):  # fmt: skip
        add(PREGABALIN, week, place)
    for week, place in ((75, "75119"), (75, "75119"), (76, "75119"), (76, "75119"), (77, "75119"), (77, "75119"),
                        (76, "75118"), (77, "75118")):  # fmt: skip
        add(PIPES, week, place, "")
    for _ in range(28):  # mostly from June to September, of both years
        week = chance.choice([*range(2, 16), *range(54, 68)]) if chance.random() < 0.9 else chance.randrange(WEEKS)
        add(GAS, week, chance.choice(("75119", "75120", "93048", "93055", "94041", "75112")))
    for week in (40, 40, 41, 41, 42):
        add(RUMOUR, week, chance.choice(("75111", "75110", "93048")), "retracted")
    for _ in range(36):
        add(NOISE_AT_NIGHT, chance.randrange(WEEKS - 2), chance.choice(PLACES))
    for _ in range(34):
        add(HOTEL, chance.randrange(WEEKS - 2), chance.choice(PLACES[6:]))
    while len(rows) < 150:
        text, subject, product, theme = chance.choice(OTHERS)
        fact = Fact(
            "bruit", (text,), subject, chance.choice(("novelty", "extension", "intensification")), product, theme
        )
        add(fact, chance.randrange(WEEKS), chance.choice(PLACES))
    rows.sort(key=lambda row: (row[0], row[2]["texte"]))
    truth: dict[str, object] = {
        "exemple fictif": "Tout est inventé : ni fait, ni lieu, ni structure de ce fichier n’est réel.",
        "phenomenes": {
            name: [number for number, row in enumerate(rows, 2) if row[1] == name]
            for name in dict.fromkeys(row[1] for row in rows)
        },
        "emergences": [
            {"phenomene": PREGABALIN.name, "territoire": "93066", "semaine": _week(52)},
            {"phenomene": PIPES.name, "territoire": "75119", "semaine": _week(75)},
        ],
        "saison": {"phenomene": GAS.name, "mois": [6, 7, 8, 9]},
        "rumeur": {"phenomene": RUMOUR.name, "semaine": _week(40)},
    }
    return [row[2] for row in rows], truth


def _week(week: int) -> str:
    """The Monday, or what stands for it, of a week of the sample."""
    return (LAST - datetime.timedelta(weeks=WEEKS - 1 - week, days=6)).isoformat()


def _row(
    fact: Fact, text: str, day: datetime.date, place: str, chance: random.Random, state: str, structures: Sequence[str]
) -> dict[str, str]:
    old = (LAST - day).days
    usual = (
        "received"
        if old < 4
        else "verified"
        if old < 10
        else "evaluated"
        if old < 200 or chance.random() < 0.6
        else "closed"
    )
    return {
        "date": day.isoformat(), "territoire": place, "texte": text, "connaissance": chance.choice(KNOWN),
        "objet": fact.subject, "declencheur": fact.trigger, "produits": fact.substances, "themes": fact.themes,
        "forme": fact.form, "prix": fact.price, "structure": chance.choice(structures), "etat": state or usual,
        "fictif": "oui",
    }  # fmt: skip


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    listed, truth = signals()
    with (FOLDER / "signaux.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(listed)
    (FOLDER / "verite.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{len(listed)} signals in {FOLDER.name}/")
