"""Récits partagés: a knowledge base of practice narratives with semantic search, in French."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kb.base import KnowledgeBase as KnowledgeBase

__all__ = ["KnowledgeBase"]


def __getattr__(name: str) -> Any:
    # Loaded when asked for: `kb.errors` or `kb.readers` alone must not bring the whole program in.
    if name == "KnowledgeBase":
        from kb.base import KnowledgeBase

        return KnowledgeBase
    raise AttributeError(name)
