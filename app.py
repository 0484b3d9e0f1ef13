"""Open the dashboard: `streamlit run app.py`."""

from truerole.dashboard.app import main

main()
