"""A reviewer's remark that was not sent yet: said otherwise, or taken back."""

from kb.store.drafts.private import PrivateStore
from kb.store.files.database import transaction


def reword_remark(private: PrivateStore, proposal: int, remark: int, text: str) -> None:
    """Put other words in the place of those of a remark; what it is about stays."""
    private.tables.change("remarks", proposal, remark, text=text)


def drop_remark(private: PrivateStore, proposal: int, remark: int) -> None:
    """Forget a remark and the words that it quotes."""
    with transaction(private.database):
        private.database.execute("DELETE FROM remarks WHERE proposal = ? AND number = ?", [proposal, remark])
