"""The one place where pages and routes open the knowledge base, and learn who reads."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kb.home import find_home
from kb.readers import PUBLIC, Reader

if TYPE_CHECKING:
    from kb.base import KnowledgeBase


def home() -> Path:
    """The folder that holds corpus/ and index/."""
    return find_home().root


def _open() -> "KnowledgeBase":
    from kb.base import KnowledgeBase

    return KnowledgeBase.open(home())


opener: Callable[[], "KnowledgeBase"] = _open


def open_base() -> "KnowledgeBase":
    """The base, its store opened anew: a connection kept between runs would fail in a second session."""
    return opener()


def current_reader() -> Reader:
    """Who reads: there are no accounts yet, so everybody reads what is public."""
    return PUBLIC
