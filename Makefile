# Steerboard: every command that a newcomer, a contributor or the build machine needs.
# Needs make and a Python of at least 3.11 with venv; PYTHON=… chooses a particular one.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run setup setup-dev chromium test soak lint check bench bench-peers screenshots format lock vendor
.DELETE_ON_ERROR:

PYTHON ?=
PYTEST_ARGS ?=
# One more than there are cores: a test that waits for the browser or the database leaves its core to another.
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); echo $$(( n < 4 ? n + 1 : 5 )))

VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/.ready-to-run
DEV_READY := $(VENV)/.ready-to-develop

CANDIDATES := $(if $(PYTHON),$(PYTHON),python3.11 python3.12 python3.13 python3.14 python3 python)
SUITABLE := import sys; sys.exit(sys.version_info < (3, 11))
COMPLETE := import ensurepip, venv

# The environment is built from locks alone: no other index setting, no other version, no other file.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python
PIP := $(BIN)/python -m pip install --quiet

help: ## what can be asked for
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

run: $(RUN_READY) ## start Steerboard here (HOST=… PORT=… to listen elsewhere); the first run prepares everything
	@$(BIN)/steerboard serve $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT)) --sample

setup: $(RUN_READY) ## prepare .venv, so that .venv/bin/steerboard works

setup-dev: $(DEV_READY) ## prepare .venv with what tests and checks need as well

test: $(DEV_READY) chromium ## every test, on SQLite and PostgreSQL and in Chromium (PYTEST_ARGS=… is handed to pytest)
	@$(BIN)/python -m pytest -p tests.suites -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

soak: $(DEV_READY) ## the tests of many who write at once, five times as long as every run has them
	@STEERBOARD_TEST_LONG=1 $(BIN)/python -m pytest -p tests.suites tests/web/test_writing_together.py tests/governance/test_audit.py $(PYTEST_ARGS)

lint: $(DEV_READY) ## format, lint, types, import contracts, templates, carried files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports
	@if [ -d web/templates ]; then echo "$(BIN)/djlint --lint --quiet web/templates"; $(BIN)/djlint --lint --quiet web/templates; fi
	$(BIN)/python -m web.vendoring --check

check: lint test ## everything that must hold before a change is handed over

screenshots: $(DEV_READY) chromium ## take the pictures of the README and the guides anew
	@$(BIN)/python -m tests.browser.pictures docs/images

bench: $(DEV_READY) ## measure, and print the figures as one JSON object
	@$(BIN)/python -m tests.bench

bench-peers: $(DEV_READY) ## measure the schedule engine beside MPXJ's, on the same networks in one run
	@$(BIN)/python -m tests.bench.peers

format: $(DEV_READY) ## lay out the source and repair what can be repaired
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header $(if $(UPGRADE),--upgrade)

lock: $(RUN_READY) ## write the locks anew from pyproject.toml and package.json (UPGRADE=1 for newer versions)
	$(LOCK) --group setup -o requirements-setup.lock
	$(LOCK) pyproject.toml --extra postgres -o requirements.lock
	$(LOCK) pyproject.toml --all-extras --group dev -o requirements-dev.lock
	@if command -v npm >/dev/null; then $(BIN)/python -m web.vendoring --lock; else echo "npm is not here: package-lock.json stays as it is."; fi

vendor: $(DEV_READY) ## fetch the carried browser files and fonts anew (needs npm)
	$(BIN)/python -m web.vendoring

# --- how the environment comes to be ---------------------------------------------------------------------------------

$(BIN)/python:
	@incomplete=; for python in $(CANDIDATES); do \
	  if "$$python" -c '$(SUITABLE)' >/dev/null 2>&1; then \
	    if ! "$$python" -c '$(COMPLETE)' >/dev/null 2>&1; then incomplete="$$python"; continue; fi; \
	    echo "Preparing $(VENV) with $$("$$python" --version) (only the first time, about a minute) …"; \
	    exec "$$python" -m venv --clear $(VENV); \
	  fi; \
	done; \
	if [ -n "$$incomplete" ]; then \
	  echo "Steerboard needs Python's venv module, which $$incomplete lacks (on Debian: apt install python3-venv)." >&2; \
	else \
	  echo "Steerboard needs Python 3.11 or newer, and none was found$(if $(PYTHON), in PYTHON=$(PYTHON)): install one, or name it with make PYTHON=/path/to/python3.11." >&2; \
	fi; \
	exit 1

# What a start loads is compiled at once: or the first start would do it, and every start where Python may not write (PYTHONDONTWRITEBYTECODE).
LOADED := governance plans risks stakeholders milestones web $(addprefix $(VENV)/lib/python3*/site-packages/,\
  anyio babel click fastapi jinja2 matplotlib networkx pydantic pydantic_settings sqlalchemy sqlmodel starlette typer uvicorn)

# uv is quick; where it cannot reach an index that pip is set up for, pip installs the same files by the same hashes.
define install
	@$(PIP) --require-hashes -r requirements-setup.lock
	@$(UV) --no-deps --require-hashes -r $(1) || $(PIP) --no-deps --require-hashes -r $(1)
	@$(UV) --no-deps --no-build-isolation --offline -e .
	@$(BIN)/python -m compileall -q -j 0 $(LOADED) || :
endef

$(RUN_READY): $(BIN)/python pyproject.toml requirements-setup.lock requirements.lock
	$(call install,requirements.lock)
	@touch $@

$(DEV_READY): $(RUN_READY) requirements-dev.lock
	$(call install,requirements-dev.lock)
	@touch $@

# Browser tests drive Debian's Chromium, best its shell without a window of its own: it draws the same pages in less time.
# Only root can install it; without it they are skipped, and the last line says so.
BROWSERS := chromium-headless-shell chromium chromium-browser google-chrome

chromium:
	@for name in $(BROWSERS); do if command -v $$name >/dev/null; then exit 0; fi; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing Chromium for the browser tests …"; \
	  export DEBIAN_FRONTEND=noninteractive; \
	  { apt-get -qq update && for name in chromium-headless-shell chromium; do \
	      apt-get -qq install -y --no-install-recommends $$name fonts-noto-cjk && exit 0; \
	    done; false; } </dev/null >/dev/null \
	    || echo "Chromium could not be installed."; \
	else \
	  echo "Chromium is not here, and only root can install it."; \
	fi
