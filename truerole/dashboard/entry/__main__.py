"""Serve the dashboard, as `truerole app` does: `streamlit run`, with connections of the page's own origin only."""

from streamlit.web import cli

from truerole.dashboard.origin import take_own_origin_only

if __name__ == "__main__":
    take_own_origin_only()
    cli.main(prog_name="streamlit")
