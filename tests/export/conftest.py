"""Tests marked `office` open files with LibreOffice; without it they skip, except where CI must not."""

import os
import shutil

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs an office suite where there is none."""
    if shutil.which("soffice") or os.environ.get("CI") == "true":
        return
    for item in items:
        if item.get_closest_marker("office"):
            item.add_marker(pytest.mark.skip(reason="soffice (libreoffice-writer-nogui) is not installed"))
