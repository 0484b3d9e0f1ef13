"""The dashboard: `app` navigates between the `pages`, which are built from `components` and `charts`.

`store_cache` holds the store and the index for all of them; `entry` is what Streamlit runs.
"""
