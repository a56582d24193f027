# make demo    the user's list as a graph, a page and RDF, offline
# make test    every test, with a real browser and a real Neo4j where they can be had
# make lint    style, types, the one-way house, generated references
# make accuracy  docs/accuracy.md, from everything that is labelled
# make docs    the documentation, into site/
# make bench   the benchmarks, small
# make clean   removes what the others made; stores, pages and exports stay
#
# All of them use one .venv, made here with the first Python 3.11 or later that is
# found; `make demo PYTHON=python3.13` chooses another.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for python in python3 python3.11 python3.12 python3.13 python3.14 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PYTEST_ARGS ?=

.PHONY: demo test lint accuracy docs bench clean
.NOTPARALLEL: # one pip at a time

demo: $(VENV)/kg
	@$(BIN)/kg demo

test: $(VENV)/test
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: $(VENV)/lint
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory types/node_modules/.bin/tsc \
	  && types/node_modules/.bin/tsc --project types; \
	elif [ "$$KG_TEST_REQUIRE" = all ]; then echo "error: the page's scripts are not checked, install npm" >&2; exit 1; \
	else echo "SKIPPED: the page's scripts are not checked, for there is no npm" >&2; fi
	for script in docs/make_*.py; do $(BIN)/python $$script --check || exit 1; done
	$(BIN)/python docs/make_queries.py --check

types/node_modules/.bin/tsc: types/package.json
	@echo "Installing TypeScript into types/node_modules" >&2
	@npm install --prefix types --silent --no-package-lock
	@touch $@

accuracy: $(VENV)/test
	$(BIN)/python docs/make_accuracy.py

docs: $(VENV)/docs
	for script in docs/make_*.py; do $(BIN)/python $$script || exit 1; done
	NO_MKDOCS_2_WARNING=true $(BIN)/mkdocs build --strict
	@echo "Open site/index.html"

bench: $(VENV)/test
	@set -e; for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python $$script; done

clean:
	rm -rf $(VENV) types/node_modules site build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Each file below says that its part was installed from the pyproject.toml of then.
$(VENV)/kg: pyproject.toml
	@test -n "$(PYTHON)" || { echo "error: no Python 3.11 or later found, install it or say make PYTHON=..." >&2; exit 1; }
	@echo "Installing kg into $(VENV) (a minute, once)" >&2
	@$(PYTHON) -m venv $(VENV) || { echo "error: $(PYTHON) cannot make a virtual environment, on Debian: apt-get install python3-venv" >&2; exit 1; }
	@$(PIP) install --upgrade "pip>=25.1"
	@$(PIP) install --editable .
	@touch $@

$(VENV)/test $(VENV)/lint $(VENV)/docs: $(VENV)/%: $(VENV)/kg
	@echo "Installing what make $* needs" >&2
	@$(PIP) install --group $*
	@touch $@
