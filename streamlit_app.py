"""Table of contents of the web app: `streamlit run streamlit_app.py` or `kb serve`.

The server imports this file to find `app`; Streamlit then runs the same file, as `__main__`, at each visit.
"""

import streamlit as st

if __name__ == "__main__":
    from kb.views.frame.navigation import run_page

    run_page()
else:
    from kb.web.app import parts

    app = st.App(__file__, **parts())
