"""Files that somebody gave to a page: let go of once they are read."""

from typing import Protocol

from streamlit.runtime.scriptrunner import get_script_run_ctx


class Given(Protocol):
    """A file as `st.file_uploader` gives it."""

    @property
    def file_id(self) -> str:
        """What Streamlit calls it."""


def let_go(*files: Given) -> None:
    """Free the memory of files that were read: a new key for the field empties it in the browser only."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is not None and context.uploaded_file_mgr is not None:
        for one in files:
            context.uploaded_file_mgr.remove_file(context.session_id, one.file_id)  # type: ignore[attr-defined]
