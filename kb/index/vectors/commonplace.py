"""What any question has in common with any other, and any passage with any other: taken off before they are compared.

The vectors of an encoder lie in a narrow cone: two French texts about nothing in common have a cosine of 0.75 to 0.85.
What they share is not their subject but that they are questions, or statements. Passages that say little lie nearest to
it, and so near to every question. The mean vector of questions that ask nothing in particular, and that of statements
that state nothing in particular, are subtracted from the vectors of questions and of passages; what is left is brought
to length 1. (Mu and Viswanath 2018 take off the mean of a collection; that of commonplaces needs no collection, so that
a base of five texts is searched as one of a thousand, and an updated index as one built from scratch.)
"""

import base64
from dataclasses import dataclass

import numpy as np

from kb.encoder.served import TextEncoder, unit_rows
from kb.index.files.byte_formats import F32
from kb.index.schema import get_meta, put_meta
from kb.store.engines.port import Database
from kb.store.files.database import transaction

# Written for this, before anything was measured with them.
QUESTIONS = (
    "Comment faire ?",
    "Qu’est-ce que c’est ?",
    "À quoi ça sert ?",
    "Pourquoi est-ce arrivé ?",
    "Qui peut m’aider ?",
    "Où faut-il aller ?",
    "Quand cela a-t-il commencé ?",
    "Combien ça coûte ?",
    "Que s’est-il passé ensuite ?",
    "Quels sont les risques ?",
    "Est-ce que j’ai le droit ?",
    "Que dit la loi ?",
    "Comment parler à quelqu’un qui ne veut pas ?",
    "Quelle est la différence entre les deux ?",
    "Quelles sont les conditions pour en bénéficier ?",
    "Combien de temps cela dure-t-il ?",
    "Qui a décidé cela ?",
    "Comment s’y prendre la première fois ?",
    "Que faire si cela ne marche pas ?",
    "Quels résultats ont été obtenus ?",
    "À qui s’adresser en cas de problème ?",
    "Dans quelle ville cela se passe-t-il ?",
    "Peut-on le faire seul ?",
    "Quel est son rôle ?",
    "Comment savoir si c’est vrai ?",
)
STATEMENTS = (
    "Voici ce que l’on peut en dire en quelques mots.",
    "Cela dépend de la situation de chacun, et il n’y a pas de réponse unique.",
    "Le texte présente les principales étapes, puis les résultats.",
    "Il est possible de faire une demande en ligne ou par courrier.",
    "Au début du siècle, la ville comptait quelques milliers d’habitants.",
    "Elle a commencé à travailler dans ce service il y a plusieurs années.",
    "Nous avons d’abord écouté, puis nous avons proposé une rencontre.",
    "La loi prévoit des exceptions, précisées par décret.",
    "Les personnes concernées doivent être informées de leurs droits.",
    "Oui, c’est possible, mais sous certaines conditions.",
    "Non, ce n’est pas obligatoire.",
    "Le document a été publié au printemps et mis à jour depuis.",
    "Plusieurs études ont montré un effet faible mais durable.",
    "Il faut compter environ deux heures pour tout faire.",
    "Les enfants jouaient dans la cour pendant que les adultes parlaient.",
    "Le prix varie selon la taille et la qualité du produit.",
    "Après la guerre, le bâtiment fut reconstruit à l’identique.",
    "Ce jour-là, rien ne s’est passé comme prévu.",
    "L’équipe se réunit chaque lundi matin pour faire le point.",
    "On appelle ainsi l’ensemble des règles qui s’appliquent à un domaine.",
    "Pour en savoir plus, consultez la page consacrée à ce sujet.",
    "Le fleuve traverse la région du nord au sud.",
    "Son premier livre fut un succès, le second passa inaperçu.",
    "En cas de doute, demandez conseil à un professionnel.",
    "Les tableaux suivants donnent les chiffres par année.",
)
# How much of what is taken off a question is what statements have: a question is also compared to them.
STATED = 0.25
META = "commonplace"


@dataclass(frozen=True, slots=True)
class Commonplace:
    """The mean vectors of commonplace questions and statements: float32, shape (dimension,)."""

    question: F32
    statement: F32

    def off_question(self, vector: F32) -> F32:
        """A question's vector without what it has in common with any: float32, length 1."""
        off: F32 = unit_rows((vector - (1 - STATED) * self.question - STATED * self.statement)[None])[0]
        return off

    def off_statements(self, vectors: F32) -> F32:
        """Vectors of passages, sentences or titles without what they have in common with any: rows of length 1."""
        return unit_rows(vectors - self.statement) if len(vectors) else vectors


def commonplace_of(encoder: TextEncoder) -> Commonplace:
    """What an encoder sees in commonplaces: fifty short texts, a third of a second."""
    return Commonplace(encoder.queries(QUESTIONS).mean(axis=0), encoder.sentences(STATEMENTS).mean(axis=0))


def stored_commonplace(database: Database) -> Commonplace | None:
    """That which the vectors of an index are made with; None for one made by a version that took nothing off."""
    data = base64.b64decode(get_meta(database, META))
    return Commonplace(*np.frombuffer(data, np.float32).reshape(2, -1)) if data else None


def store_commonplace(database: Database, common: Commonplace) -> None:
    """Note what the vectors of an index are made with."""
    data = np.concatenate([common.question, common.statement]).astype(np.float32).tobytes()
    with transaction(database):
        put_meta(database, META, base64.b64encode(data).decode())
