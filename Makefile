# Everything goes into .venv, node_modules and TDPF_HOME; nothing needs root.
SHELL := /bin/bash
export TDPF_HOME ?= var
PORT ?= 8000
BIN := .venv/bin
JOBS ?= auto
# A file of tests stays on one worker: its tests share what its fixtures made.
SPREAD := -n $(JOBS) --dist loadfile --no-loadscope-reorder
# What asks or changes the database; the rest runs on SQLite alone, unless make test-postgresql.
ON_POSTGRESQL := tests/contract tests/web tests/unit/report tests/data/access tests/data/assistants \
  tests/data/ckan tests/data/test_serve.py

.DEFAULT_GOAL := help
.PHONY: help install install-test demo test test-postgresql check fix bench docs lock clean

help: ## List the targets
	@echo "TDPF — make TARGET"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## (.*)/  \1\t\2/' | expand -t 20

install: ## Make the environment only, leaving .venv/bin/tdpf
	@scripts/install.sh base

install-test:
	@scripts/install.sh test

demo: install ## Build the demo city and serve it (PORT=8000, TDPF_HOME=var)
	@exec $(BIN)/tdpf demo --port $(PORT)

test: install-test ## Install what tests need and run them all; what touches the database on both
	@$(BIN)/pytest $(SPREAD)
	@$(BIN)/pytest $(SPREAD) --database=postgresql $(ON_POSTGRESQL)

test-postgresql: install-test ## Run all tests with every catalogue in PostgreSQL
	@$(BIN)/pytest $(SPREAD) --database=postgresql

check: install-test ## Style, types, arrows, templates, translations, migrations, spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	$(BIN)/python scripts/translations.py check
	$(BIN)/python scripts/check.py
	$(BIN)/codespell .

fix: install-test ## Mend style where a tool can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: install-test ## Measure the data server beside its peers (BENCH=--quick)
	@scripts/bench.sh $(BENCH)

docs: install-test ## Write the generated reference pages and check all links
	@$(BIN)/python scripts/docs.py

lock: ## Choose new versions and lock them with hashes
	@scripts/lock.sh

clean: ## Remove the environment and caches; published data in TDPF_HOME stays
	rm -rf .venv .venv-bench node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -rf src/tdpf/portal/static/vendor tests/a11y/vendor dist
	find src tests benchmarks -name __pycache__ -prune -exec rm -rf {} +
	find src -name '*.mo' -delete
