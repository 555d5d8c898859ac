"""What another machine erased leaves the files of this one: its index, the files brought here, those that it gave."""

from kb.store.records.attachments import attached_digests
from kb.store.records.erasures import forget_computed_but
from kb.store.records.source_home import forget_erased_sources, is_source_home
from kb.store.records.sources import source_digests
from kb.wiki.context import Wiki


def forget_elsewhere(wiki: Wiki) -> bool:
    """Whether no file of this machine holds a word that was erased any more. Costs a question when nothing was."""
    if is_source_home(wiki.home, wiki.register):
        forget_erased_sources(wiki.home, wiki.register)
    if not wiki.index.owes_erasing():
        return True
    sources = source_digests(wiki.register)
    wiki.files.forget_here(attached_digests(wiki.register), sources)
    forget_computed_but(wiki.home / "index", sources)
    return wiki.index.forget_erased()
