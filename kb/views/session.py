"""The one place where pages and routes open the knowledge base, and learn who reads."""

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from kb.home import find_home
from kb.readers import PUBLIC, Reader

if TYPE_CHECKING:
    from kb.base import KnowledgeBase
    from kb.resources import Resources

DEPOSIT = "KB_DEPOSIT"  # set by `kb serve --allow-deposit`
DEMONSTRATION_AGE = 300  # seconds for which « every record is fictitious » is believed


def home() -> Path:
    """The folder that holds corpus/ and index/."""
    return find_home().root


@cache
def _resources() -> "Resources":
    """The encoder and the vectors: held once for all visits of this process."""
    from kb.resources import Resources

    return Resources()


def _open() -> "KnowledgeBase":
    from kb.base import KnowledgeBase

    return KnowledgeBase.open(find_home(), resources=_resources())


opener: Callable[[], "KnowledgeBase"] = _open


def open_base() -> "KnowledgeBase":
    """The base, opened anew, to be closed by the caller: a connection kept would fail in a second visit."""
    return opener()


def current_reader() -> Reader:
    """Who reads: there are no accounts yet, so everybody reads what is public."""
    return PUBLIC


def deposit_allowed() -> bool:
    """Whether visitors may add files to this base: only where whoever started the server said so."""
    return os.environ.get(DEPOSIT) == "1"


@st.cache_resource(ttl=DEMONSTRATION_AGE, show_spinner=False, max_entries=4)
def is_demonstration(home: str) -> bool:
    """Whether all the stories of this home are fictitious."""
    with open_base() as base:
        records = base.summaries({}, reader=current_reader())
    stories = [one for one in records if one.kind == "experience"]
    return bool(stories) and all(one.fictional for one in stories)
