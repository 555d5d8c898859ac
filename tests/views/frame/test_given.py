"""Files given to a page leave the memory of the server once they are read."""

from types import SimpleNamespace

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from kb.home import CHECKOUT
from kb.views.frame import given
from kb.views.frame.given import let_go


def test_a_file_that_was_read_is_held_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    held = MemoryUploadedFileManager("/upload")
    for name in ("f1", "f2"):
        held.add_file("s1", UploadedFileRec(name, f"{name}.pdf", "application/pdf", b"%PDF-"))
    context = SimpleNamespace(uploaded_file_mgr=held, session_id="s1")
    monkeypatch.setattr(given, "get_script_run_ctx", lambda **_: context)
    let_go(SimpleNamespace(file_id="f1"))
    assert [one.file_id for one in held.get_files("s1", ["f1", "f2"])] == ["f2"]


def test_every_page_that_takes_files_lets_go_of_them() -> None:
    for path in (CHECKOUT / "kb" / "views").glob("*.py"):
        source = path.read_text("utf-8")
        assert "st.file_uploader(" not in source or "let_go(" in source, path.name
