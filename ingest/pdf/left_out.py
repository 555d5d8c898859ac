"""The notes on what a PDF holds and its record does not: watermarks, tables of contents, hidden words, attachments."""

from collections import Counter
from collections.abc import Sequence

from ingest.pdf.leaf import FileNotes, Leaf
from ingest.pdf.page.shown import Reason
from ingest.pdf.structure import Structure

SHOWN_WORDS = 6  # of a watermark in its note


def tell_left_out(leaves: Sequence[Leaf], structure: Structure, notes: FileNotes) -> None:
    """Add one note for each kind of thing left out, with the pages that have it."""
    stamp = stamped(leaves)
    if stamp:
        where = _pages_with(leaves, "watermark")
        notes.add(f"le filigrane «\u00a0{stamp}\u00a0» n’est pas repris dans le texte ({where}).", level="info")
    if any(reason == "contents" for leaf in leaves for reason, _ in leaf.left_out):
        where = _pages_with(leaves, "contents")
        notes.add(f"la table des matières n’est pas reprise\u00a0: le texte en a les titres ({where}).", level="info")
    hidden = sum(reason == "hidden" for leaf in leaves for reason, _ in leaf.left_out)
    if hidden:
        words = f"{hidden} mots" if hidden > 1 else "un mot"
        notes.add(
            f"{words} que la page ne montre pas (texte invisible, blanc, minuscule ou hors du cadre) "
            f"{'ne sont pas repris' if hidden > 1 else 'n’est pas repris'} ({_pages_with(leaves, 'hidden')}). "
            "Si ce texte compte, rendez-le visible dans le document d’origine."
        )
    comments = sum(leaf.comments for leaf in leaves)
    if comments:
        what = f"{comments} commentaires ne sont pas publiés" if comments > 1 else "un commentaire n’est pas publié"
        where = page_list([leaf.number for leaf in leaves if leaf.comments])
        notes.add(f"{what} ({where}). Ce qui doit être lu se recopie dans le texte.", level="info")
    if structure.attachments:
        names = ", ".join(f"«\u00a0{name}\u00a0»" for name in structure.attachments[:5])
        notes.add(f"ce PDF contient des pièces jointes qui ne sont pas lues\u00a0: {names}.", level="info")


def stamped(leaves: Sequence[Leaf]) -> str:
    """The words of the watermarks, the most frequent first, "" without any."""
    marks = Counter(text for leaf in leaves for reason, text in leaf.left_out if reason == "watermark")
    return " ".join(text for text, _ in marks.most_common(SHOWN_WORDS))


def _pages_with(leaves: Sequence[Leaf], reason: Reason) -> str:
    return page_list([leaf.number for leaf in leaves if any(why == reason for why, _ in leaf.left_out)])


def page_list(numbers: Sequence[int]) -> str:
    """The page numbers, given in order, as people write them: « page 3 », « pages 1 à 6, 9 »."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [f"{run[0]} à {run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]
    return f"page{'s' if len(numbers) > 1 else ''} {', '.join(parts)}"
