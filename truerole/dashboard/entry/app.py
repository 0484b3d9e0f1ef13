"""Open the dashboard of an installed TrueRole: `streamlit run` this file, as `truerole app` does."""

from truerole.dashboard.app import main

main()
