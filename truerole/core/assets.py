"""The folder of the files that ship with TrueRole: taxonomy, term counts, models, the market sample."""

from pathlib import Path

# Beside the modules of `truerole.data`, in the checkout and in an installed package.
ASSETS = Path(__file__).parent.parent / "data"
