# `make` alone lists the targets. Everything sets itself up; a second call only starts.

VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
PYTEST := $(BIN)/pytest
SLOW := browser or imap or postgres or slow

.DEFAULT_GOAL := help
.PHONY: help setup up test test-slow check format bench lock clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(VENV)/ready-web ## Prepare the environment and stop

$(VENV)/ready-web: requirements/web.lock pyproject.toml tools/setup
	@tools/setup web

$(VENV)/ready-dev: requirements/dev.lock pyproject.toml tools/setup
	@tools/setup dev

$(VENV)/ready-slow: requirements/slow.lock pyproject.toml tools/setup
	@tools/setup slow

up: setup ## Set up, load the example shop and serve the desk on http://127.0.0.1:8000
	@$(BIN)/casewright demo --port $(PORT)

test: $(VENV)/ready-dev ## Run the tests (those that need a browser or a server: make test-slow)
	@$(PYTEST) -n auto -m "not ($(SLOW))"

test-slow: $(VENV)/ready-slow ## Run the browser, IMAP, PostgreSQL and long-running tests
	@tools/system-packages
	@$(PYTEST) -n 2 --dist loadfile -m "($(SLOW)) and not browser"
	@$(PYTEST) -m browser

check: $(VENV)/ready-slow ## Check format, lint, types, layers and policies (translations: in the tests)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/casewright policy check

format: $(VENV)/ready-dev ## Format the code and mend what lint can mend
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

bench: $(VENV)/ready-dev ## Run the benchmarks and print their tables
	@for file in benchmarks/*.py; do echo; echo "== $$file"; $(BIN)/python $$file || exit 1; done

lock: ## Resolve the requirements again and write requirements/*.lock (needs uv)
	@tools/lock

clean: ## Remove the environment and every cache, but no data of the desk
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
