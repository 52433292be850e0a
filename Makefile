# Roundtable. `make help` says what each target does.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
# How many tests run side by side: one a processor, and one more where tests wait for a browser or a database server.
PYTEST_WORKERS ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
PYTEST_WAITERS ?= $(shell expr $(PYTEST_WORKERS) + 1)

ROUNDTABLE_INSTANCE ?= $(CURDIR)/instance
ifeq ($(HOST),0.0.0.0)
PUBLIC_BASE_URL ?= http://127.0.0.1:$(PORT)
else
PUBLIC_BASE_URL ?= http://$(HOST):$(PORT)
endif

VENV := .venv
BIN := $(VENV)/bin
FLASK := $(BIN)/flask --app app
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
# An idle worker takes over what another has not begun: the sweeps are long.
PYTEST := $(BIN)/python -m pytest --dist worksteal -n
# The demonstration's settings, for the targets that run it and for no other.
DEMONSTRATION := ROUNDTABLE_MODE=demonstration ROUNDTABLE_INSTANCE='$(ROUNDTABLE_INSTANCE)' \
	PUBLIC_BASE_URL='$(PUBLIC_BASE_URL)' HOST='$(HOST)' PORT='$(PORT)'

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# The targets of one run share a database and a machine's cores.
.NOTPARALLEL:

.PHONY: help
help: ## Say what each target does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- run --------------------------------------------------------------------------------------------------

.PHONY: run
run: $(VENV)/.runtime ## Start Roundtable with the Manchester forum and invented people (PORT, HOST)
	@bin/check-system pdf
	@mkdir -p '$(ROUNDTABLE_INSTANCE)' && chmod 700 '$(ROUNDTABLE_INSTANCE)'
	@$(DEMONSTRATION) $(FLASK) db upgrade
	@$(DEMONSTRATION) $(FLASK) seed reference
	@$(DEMONSTRATION) $(FLASK) seed demo
	@echo
	@echo "  Roundtable: $(PUBLIC_BASE_URL)"
	@echo "  Who can sign in, and with what: make accounts"
	@echo "  Ctrl-C stops it."
	@echo
	@$(DEMONSTRATION) exec bin/serve

.PHONY: accounts
accounts: $(VENV)/.runtime ## List the demonstration's accounts and passwords
	@$(DEMONSTRATION) $(FLASK) demo accounts

.PHONY: doctor
doctor: $(VENV)/.runtime ## Check settings, database, keyring, fonts and clock, and say how to mend each
	@bin/check-system pdf
	@$(DEMONSTRATION) $(FLASK) doctor

# --- test -------------------------------------------------------------------------------------------------

.PHONY: test
test: $(VENV)/.dev ## Everything: lint, types, import contracts, tests on SQLite and PostgreSQL, journeys
	@bin/check-system pdf postgres chromium office
	@$(MAKE) --no-print-directory lint test-fast test-postgres journeys
	@echo "make test: all of it passed."

.PHONY: lint
lint: $(VENV)/.dev ## Style, types, import contracts and templates
	@echo "== lint: ruff, mypy, import-linter, djlint"
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates

.PHONY: format
format: $(VENV)/.dev ## Put the Python in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: test-fast
test-fast: $(VENV)/.dev ## Tests on SQLite, without a browser
	@echo "== tests on SQLite"
	ROUNDTABLE_TEST_ENGINE=sqlite $(PYTEST) $(PYTEST_WORKERS) -m "not journey and not postgres_only"

.PHONY: test-postgres
test-postgres: $(VENV)/.dev ## Tests on a PostgreSQL started for them
	@bin/check-system postgres
	@echo "== tests on PostgreSQL"
	ROUNDTABLE_TEST_ENGINE=postgres $(PYTEST) $(PYTEST_WAITERS) -m "not journey and not sqlite_only"

.PHONY: journeys
journeys: $(VENV)/.dev ## The journeys, in Chromium
	@bin/check-system chromium
	@echo "== journeys in Chromium"
	$(PYTEST) $(PYTEST_WAITERS) -m journey

.PHONY: thorough
thorough: $(VENV)/.dev ## The tests that make test asks less of, at full length: 100 interleavings a form, 500 lives, every viewer
	THOROUGH=1 $(PYTEST) $(PYTEST_WORKERS) -s -m "not journey and not postgres_only" $(LONG)
	THOROUGH=1 ROUNDTABLE_TEST_ENGINE=postgres $(PYTEST) $(PYTEST_WORKERS) -s -m "not journey and not sqlite_only" $(LONG)

LONG := tests/meta tests/demonstration tests/cases tests/people tests/referrals/test_whatever_happens.py \
	tests/referrals/test_many_ends.py tests/reports/test_attack_disclosure.py

.PHONY: bench
bench: $(VENV)/.dev ## Time the pages and the progress report of a demonstration of its own
	@$(BIN)/python -m bench

# --- keep -------------------------------------------------------------------------------------------------

.PHONY: requirements
requirements: $(VENV)/.dev ## Lock requirements*.in into requirements*.txt, with hashes, for every platform
	$(BIN)/uv pip compile $(LOCK) --output-file requirements.txt requirements.in
	$(BIN)/uv pip compile $(LOCK) --constraint requirements.txt --output-file requirements-dev.txt requirements-dev.in

LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-header

.PHONY: assets
assets: ## Compile stylesheet, script and fonts into static/ (needs Node; the result is committed)
	cd frontend && npm ci && npm run build

.PHONY: clean
clean: ## Remove the environment, caches and build leftovers; never instance/, which holds data and keys
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis frontend/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/pyvenv.cfg:
	@bin/check-system python '$(PYTHON)'
	@echo "Making $(VENV)"
	@$(PYTHON) -m venv $(VENV)

# The marks below are newer than the lists they were installed from, until a list changes.
$(VENV)/.runtime: requirements.txt | $(VENV)/pyvenv.cfg
	@echo "Installing what Roundtable runs on"
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt requirements.txt | $(VENV)/pyvenv.cfg
	@echo "Installing what Roundtable runs on and is checked with"
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@ $(VENV)/.runtime
