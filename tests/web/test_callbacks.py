"""A callback that a message of the browser meets on its way is done to its end."""

from streamlit.testing.v1 import AppTest

from kb.web.callbacks import let_callbacks_finish


def page() -> None:
    """A button whose callback is met by the message that a field sends when it loses the focus."""
    import streamlit as st
    from streamlit.proto.WidgetStates_pb2 import WidgetStates
    from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

    def press() -> None:
        running = get_script_run_ctx()
        assert running
        assert running.script_requests
        running.script_requests.request_rerun(RerunData(widget_states=WidgetStates()))
        st.session_state["half"] = "done"
        st.session_state["whole"] = "done"

    st.button("Faire", on_click=press)
    st.text(st.session_state.get("whole", "not done"))
    st.session_state["drawn"] = st.session_state.get("drawn", 0) + 1


def test_a_message_that_comes_meanwhile_is_heard_after_the_callback() -> None:
    let_callbacks_finish()
    let_callbacks_finish()  # once a process, however often it is asked
    site = AppTest.from_function(page).run()
    before = site.session_state["drawn"]
    site.button[0].click().run()
    assert site.text[0].value == "done"
    assert site.session_state["drawn"] == before + 1  # the run that the message ended drew nothing
    assert not site.exception
