"""What another machine erased leaves the files of this one: its index, the files brought here, those that it gave."""

from kb.store.records.attachments import attached_digests
from kb.store.records.erasure_mark import erased_so_far
from kb.store.records.erasures import forget_computed_but
from kb.store.records.source_home import forget_erased_sources, is_source_home
from kb.store.records.sources import known_digests, source_digests
from kb.wiki.context import Wiki


def forget_elsewhere(wiki: Wiki) -> bool:
    """Whether no file of this machine holds a word that was erased any more. Costs a question when nothing was."""
    erased = erased_so_far(wiki.register)
    if is_source_home(wiki.home, wiki.register):
        forget_erased_sources(wiki.home, wiki.register)
    if not wiki.index.owes_erasing():
        return True
    wiki.files.forget_here(attached_digests(wiki.register), source_digests(wiki.register))
    forget_computed_but(wiki.home / "index", known_digests(wiki.register))
    return wiki.index.forget_erased(erased)
