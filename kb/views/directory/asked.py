"""What the page of services read in a question: chips that take a fact out, or put it back."""

from collections.abc import Mapping, Sequence

from kb import addresses
from kb.directory.asking import ServiceQuery, said
from kb.html.escaping import NBSP, esc
from kb.vocabulary.vocabulary import Vocabulary

PATH = "/dispositifs"


def url_of(question: str, without: Sequence[str] = (), **more: str) -> str:
    """The address of the services for a question, without some of its facts."""
    where: Mapping[str, Sequence[str]] = {"sans": tuple(dict.fromkeys(without))} if without else {}
    return addresses.search(question, where, path=PATH, **more)


def chips(read: ServiceQuery, asked: ServiceQuery, without: Sequence[str], vocabulary: Vocabulary) -> str:
    """The facts that were read, each a link that takes it out; those taken out, each a link that puts it back."""
    question = read.question
    kept = dict(said(asked, vocabulary))
    out = []
    for fact, label in said(read, vocabulary):
        words = read.words.get(fact, "")
        told = f' title="Lu dans{NBSP}: {esc(words)}"' if words else ""
        if fact in kept:
            url = esc(url_of(question, [*without, fact]))
            out.append(
                f'<a class="rp-chip" rel="nofollow" href="{url}"{told} aria-label="Ne plus tenir compte de'
                f'{NBSP}: {esc(label)}">{esc(label)} <span class="x" aria-hidden="true">×</span></a>'
            )
        else:
            url = esc(url_of(question, [one for one in without if one != fact]))
            out.append(
                f'<a class="rp-chip off" rel="nofollow" href="{url}" aria-label="Tenir compte de nouveau de'
                f'{NBSP}: {esc(label)}">{esc(label)} <span class="x" aria-hidden="true">+</span></a>'
            )
    if not out:
        return ""
    return (
        f'<p class="rp-small rp-under">Ce qui a été compris, et compte{NBSP}:</p><p class="rp-chips">{"".join(out)}</p>'
    )
