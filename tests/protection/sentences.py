"""Sentences with what is to be found in them between brackets: `[Karim] lit Voltaire.` says that Karim alone is."""

from kb.protection.highlights import find_highlights
from kb.protection.persons.names import Tagger


def plain(sentence: str) -> str:
    """A sentence without its brackets."""
    return sentence.replace("[", "").replace("]", "")


def bracketed(sentence: str, tagger: Tagger, *kinds: str) -> str:
    """The sentence with brackets around what the program finds of these kinds."""
    text = plain(sentence)
    out, last = [], 0
    for one in find_highlights(text, tagger):
        if one.kind in kinds:
            out += [text[last : one.start], "[", one.text, "]"]
            last = one.end
    return "".join([*out, text[last:]])
