"""Words set in bold, in italics or as links, and pictures that stand in a text, as HTML."""

from collections.abc import Callable, Mapping, Sequence

from ingest.document import Mark
from kb.html.escaping import esc
from kb.records.set_words import picture, set_runs
from kb.store.records.attachments import Attachment

# Where the pictures attached to a record are, by the name of their file.
Pictures = Mapping[str, str]
NO_PICTURES: Pictures = {}
IMAGES = frozenset({"jpeg", "jpg", "png", "webp"})
# What is not there is said: a picture of another place is never fetched.
ABSENT = "Image qui n’est pas jointe à cette fiche"


def set_html(text: str, marks: Sequence[Mark], words: Callable[[int, int], str] | None = None) -> str:
    """A text as HTML, set as its marks say; `words` draws a slice of it, which is escaped otherwise."""
    draw = words or (lambda start, end: esc(text[start:end]))
    if not marks:
        return draw(0, len(text))
    out = ""
    for run in set_runs(len(text), marks):
        said = draw(run.start, run.end)
        said = f"<em>{said}</em>" if run.emphasis else said
        said = f"<strong>{said}</strong>" if run.strong else said
        # Another site learns nothing of the page that led to it.
        out += f'<a href="{esc(run.link)}" rel="noopener noreferrer">{said}</a>' if run.link else said
    return out


def figure(text: str, marks: Sequence[Mark], pictures: Pictures, *, is_marked: bool = False) -> str:
    """The picture that a whole text stands for, with these words under it; "" for words that are read."""
    name = picture(len(text), marks)
    if not name:
        return ""
    said = f"<mark>{esc(text)}</mark>" if is_marked else esc(text)
    if name not in pictures:
        return f'<p class="rp-soft">[{said}. {ABSENT}.]</p>'
    return (
        f'<figure class="rp-image"><img src="{esc(pictures[name])}" alt="{esc(text)}" loading="lazy">'
        f'<figcaption aria-hidden="true">{said}</figcaption></figure>'
    )


def pictures(files: Sequence[Attachment]) -> Pictures:
    """Where the pictures among these files are, by their name."""
    return {one.name: f"/pieces/{one.record_id}/{one.name}" for one in files if one.kind in IMAGES}
