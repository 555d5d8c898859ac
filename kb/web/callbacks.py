"""What a button does is done to its end, whatever the browser sends meanwhile.

Streamlit ends a run for the next message of its browser at the first command that meets it. Where that is before the
callbacks, the press is forgotten; where it is in a callback, that one stops halfway without a word. Whoever types and
presses at once sends both messages: the press comes first, the field that lost the focus some milliseconds later.
"""

import functools
import threading
from typing import Any, Final

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.state.safe_session_state import SafeSessionState

_RUNNING: Final = threading.local()
_MARK: Final = "lets callbacks finish"


def let_callbacks_finish() -> None:
    """Have the pages of this process stop no callback; a message that came meanwhile is heard right after it."""
    if hasattr(SafeSessionState, _MARK):
        return
    call, heed = SafeSessionState.on_script_will_rerun, ScriptRunner._maybe_handle_execution_control_request

    @functools.wraps(call)
    def to_the_end(state: SafeSessionState, *given: Any, **more: Any) -> None:
        _RUNNING.callbacks = True
        try:
            call(state, *given, **more)
        finally:
            _RUNNING.callbacks = False

    @functools.wraps(heed)
    def after_callbacks(runner: ScriptRunner) -> None:
        if not getattr(_RUNNING, "callbacks", False):
            heed(runner)

    SafeSessionState.on_script_will_rerun = to_the_end  # type: ignore[assignment,method-assign]
    ScriptRunner._maybe_handle_execution_control_request = after_callbacks  # type: ignore[assignment,method-assign]
    setattr(SafeSessionState, _MARK, True)
