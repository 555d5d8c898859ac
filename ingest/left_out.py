"""Notes on what a file holds and its text leaves out, in sentences that agree with how many things there are."""

from ingest.document import Note


def agreed(count: int, one: str, several: str) -> str:
    """The sentence for one thing, or that for several with their number in the place of « {n} »."""
    return several.format(n=count) if count > 1 else one


def hidden_note(count: int) -> tuple[Note, ...]:
    """A note that some of a file was hidden from its readers, if any was; `count` tells how many pieces."""
    one = "Un passage est masqué dans ce fichier\u00a0: il n’est pas repris."
    several = "{n} passages sont masqués dans ce fichier\u00a0: ils ne sont pas repris."
    return _info(count, one, several)


def pictures_note(count: int) -> tuple[Note, ...]:
    """A note that the pictures of a file are not described, if it has any."""
    one = "Une image n’est pas reprise\u00a0: décrivez dans le texte ce qu’elle apporte."
    several = "{n} images ne sont pas reprises\u00a0: décrivez dans le texte ce qu’elles apportent."
    return _info(count, one, several)


def footnotes_note(count: int) -> tuple[Note, ...]:
    """A note that the notes of the foot of pages stand elsewhere than in the file, if it has any."""
    one = "La note de bas de page est placée à la fin du texte."
    several = "Les {n} notes de bas de page sont placées à la fin du texte."
    return _info(count, one, several)


def _info(count: int, one: str, several: str) -> tuple[Note, ...]:
    return (Note(agreed(count, one, several), level="info"),) if count else ()
