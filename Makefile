# surgedesk: `make` alone lists what can be made.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CORE := $(VENV)/.surgedesk-core
ALL := $(VENV)/.surgedesk-all
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt
SUITABLE := import sys; sys.exit(None if sys.version_info >= (3, 11) else sys.executable + " is too old: surgedesk needs \
Python 3.11 or newer. Name another with make PYTHON=python3.12; remove an old environment with make clean.")

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo install test pages docs validate soak bench clean

help:
	@echo "make demo      install into $(VENV), run the holiday surge, print the answer (3 minutes)"
	@echo "make test      all checks: ruff, mypy, tests, notebooks"
	@echo "make pages     renews what docs/ says from the code, and what its commands print (a minute)"
	@echo "make docs      the pages of docs/ as a site, in build/docs"
	@echo "make validate  the long statistical checks"
	@echo "make soak      random studies through both engines, SOAK=10000 of them"
	@echo "make bench     speed beside other simulators; writes docs/performance.md (10 minutes)"
	@echo "make install   only install, into $(VENV)"
	@echo "make clean     remove $(VENV), caches and what the demo wrote"

demo: $(CORE)
	$(BIN)/surgedesk run configs/holiday_surge.yaml --out results/holiday_surge --overwrite
	@echo
	@echo "The report: results/holiday_surge/report.html"

install: $(CORE)

test: $(ALL)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadfile

pages: $(ALL)
	$(BIN)/python -m docs.generate

docs: $(ALL)
	$(BIN)/python -m mkdocs build --strict --quiet
	@echo "The pages: build/docs/index.html; to search in them: $(BIN)/python -m http.server -d build/docs"

validate: $(ALL)
	$(BIN)/pytest -m validation

bench: $(ALL)
	$(PIP) cimba
	$(BIN)/python -m benchmarks

# As many random studies as one likes through both engines: make soak SOAK=20000
SOAK ?= 10000
soak: $(ALL)
	SOAK=$(SOAK) $(BIN)/pytest -m validation tests/property/test_twin.py

clean:
	rm -rf $(VENV) build *.egg-info results/holiday_surge .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# An environment that stands already is used as it is, if its Python is new enough.
$(BIN)/python:
	@$(PYTHON) -c '$(SUITABLE)'
	$(PYTHON) -m venv $(VENV)

# The stamps renew themselves when the metadata or the pinned versions change.
$(CORE): setup.cfg pyproject.toml constraints.txt | $(BIN)/python
	@$(BIN)/python -c '$(SUITABLE)'
	@$(BIN)/python -m pip --version > /dev/null 2>&1 || $(BIN)/python -m ensurepip
	@echo "Installing surgedesk into $(VENV), about a minute ..."
	$(PIP) -e '.[fast]'
	@touch $@

$(ALL): $(CORE)
	@echo "Installing what the checks need, another minute ..."
	$(PIP) -e '.[all]'
	@touch $@
