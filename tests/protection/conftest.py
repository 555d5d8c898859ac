"""The model of names, opened once for the tests of this folder."""

import os

import pytest

from kb.protection.persons.names import NameTagger, Tagger, TaggerMissing


@pytest.fixture(scope="session")
def tagger() -> Tagger:
    """The model; the tests that want it are skipped where it is not installed, except where all must run."""
    try:
        return NameTagger.open()
    except TaggerMissing as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(error))
