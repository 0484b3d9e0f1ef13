"""Folder of the script that `truerole app` has Streamlit run.

Streamlit takes a `pages/` folder beside its script for pages of an older kind, and runs these on the first visit.
"""
