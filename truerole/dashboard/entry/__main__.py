"""Serve the dashboard, as `truerole app` does: `streamlit run`, with connections of the page's own origin only."""

from truerole.core.ctrl_c import leave_at_once

if __name__ == "__main__":
    # Until Streamlit listens, and then heeds Ctrl-C by itself.
    leave_at_once()
    from streamlit.web import cli

    from truerole.dashboard.origin import take_own_origin_only

    take_own_origin_only()
    cli.main(prog_name="streamlit")
