"""The booklet of a sitting, to be printed: steps and rules, narratives with numbered lines, a blank grid."""

from typing import Final

from kb.export.booklet.booklet import Booklet, BookletBlock, BookletPiece, Rubric
from kb.french import NBSP, day
from kb.readers import Person
from kb.wiki.context import Wiki
from kb.workshops.codes import spaced
from kb.workshops.plan import STEP_LABELS, SittingPlan
from kb.workshops.preparing import plan_of, sitting_for, sitting_plan
from kb.workshops.showing import HANDED_OUT

# A cell to be written in by hand: the template leaves room for it.
BLANK: Final = NBSP


def booklet(wiki: Wiki, person: Person | None, number: int) -> Booklet:
    """The booklet of a sitting, for whoever facilitates it. Raises Refused, RecordNotFound."""
    workshop, sitting = sitting_for(wiki, person, number)
    plan, whole = sitting_plan(sitting), plan_of(workshop)
    facts = (
        ("Séance", f"{day(plan.date)}, {plan.start}" if plan.date else ""),
        ("Lieu", plan.place),
        ("Animation", plan.facilitators),
        ("Groupes", ", ".join(plan.groups)),
        ("Code", f"{spaced(sitting.code)}, pour ceux qui ont un téléphone"),
        ("Effacement", f"ce qui n’est pas gardé, le {day(sitting.purge_on)}" if sitting.purge_on else ""),
    )
    pieces = [_narrative(wiki, record) for record in plan.narratives]
    return Booklet(
        title=plan.theme or whole.title or "Atelier",
        subtitle=whole.title if plan.theme else "",
        facts=tuple(fact for fact in facts if fact[1]),
        note=whole.rules.replace("\n", "\n\n"),
        rubrics=(Rubric("Déroulement", (_steps(plan),)), Rubric("Récits", tuple(pieces)),
                 Rubric("Grille comparative", (_grid(wiki, plan),))),
        colophon="Livret de séance. À reprendre à la fin : il ne sort pas de la salle.",
        date=day(plan.date),
    )  # fmt: skip


def _steps(plan: SittingPlan) -> BookletPiece:
    blocks = []
    for step in plan.steps:
        blocks += [BookletBlock("heading", f"{STEP_LABELS[step.sort]}, {step.minutes}{NBSP}minutes", 1)]
        blocks += [BookletBlock("paragraph", step.instruction)] if step.instruction else []
    return BookletPiece("Étapes et consignes", blocks=tuple(blocks), minutes=plan.minutes)


def _narrative(wiki: Wiki, record_id: str) -> BookletPiece:
    entry, published = wiki.register.entry(record_id), wiki.register.published(record_id)
    if entry is None or published is None or entry.diffusion not in HANDED_OUT:
        return BookletPiece(record_id, missing="Ce récit a été retiré, ou ne se distribue pas.")
    text = published.document.text
    kinds = {"heading", "paragraph", "item", "quote"}
    blocks = tuple(
        BookletBlock(one.kind if one.kind in kinds else "paragraph", text[one.start : one.end], one.level)
        for one in published.document.blocks
    )
    return BookletPiece(published.record.title, blocks=blocks, fictional=published.record.fictional, lines=True)


def _grid(wiki: Wiki, plan: SittingPlan) -> BookletPiece:
    titles = []
    for record_id in plan.narratives:
        published = wiki.register.published(record_id)
        titles.append(published.record.title if published else record_id)
    rows = (("Question", *titles), *((one, *(BLANK for _ in titles)) for one in plan.questions))
    return BookletPiece("Une case par récit et par question", blocks=(BookletBlock("table", rows=rows),))
