# What there is to do: `make` alone says so.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
# The first Python that is new enough and can make an environment; `make PYTHON=/a/python setup` takes another.
PYTHON ?= $(shell for python in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then echo $$python; break; fi; done)

PORT ?= 8501

.DEFAULT_GOAL := help
.PHONY: help setup app quick test check bench lock clean

help:  ## Say what there is to do
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST)

setup: $(READY)  ## Make the environment in .venv

app: setup  ## Open the dashboard in a browser, on http://localhost:8501 (make app PORT=8502: on another port)
	@$(BIN)/python -m truerole.dashboard.entry run app.py --server.port $(PORT) || { code=$$?; \
		echo "Where the port $(PORT) is taken, take another: make app PORT=8502" >&2; exit $$code; }

# Tests start hundreds of processes: what one has compiled is not compiled again, whatever the environment says, and
# none takes a core to wait for another thread of its linear algebra.
PYTEST := PYTHONDONTWRITEBYTECODE= OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest

quick: setup  ## Run the tests that need no page, no browser, no PostgreSQL and not half a second each
	$(PYTEST) -n logical --dist worksteal --ignore tests/dashboard -m "not browser and not postgres and not slow"

# A file of tests goes to one process, what its tests share is made once; the longest files are begun first.
test: setup  ## Run all tests
	$(PYTEST) -n auto --dist loadfile --no-loadscope-reorder

check: setup  ## Check style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup  ## Measure speed; where a limit is broken, the others are measured too
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python "$$script" || broken=1; done; exit $${broken:-0}

# The image's lock has the same pins, without what only the work on TrueRole needs.
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" --all-extras pyproject.toml

lock: setup  ## Write both locks anew, with the newest versions that fit
	$(COMPILE) --upgrade --group dev --output-file requirements.lock
	$(COMPILE) --upgrade --constraint requirements.lock --no-annotate --output-file requirements-image.lock

clean:  ## Remove the environment and all that was built
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "TrueRole needs Python 3.11 or newer with its venv module;" \
		"install it, or name one: make PYTHON=/path/to/python setup" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@echo "Installing what requirements.lock names; the first time this takes a minute or two ..."
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@
