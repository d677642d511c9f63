"""The script Streamlit runs for every visit and click."""

from immunodata.dashboard.site import run

run()
