# Everything here works on a machine with Python >= 3.11 and make; `make help` tells what there is.

.DEFAULT_GOAL := help
.PHONY: setup demo test test-long faults browser check audit licences words format picture pictures measure lock clean help

# The machine's own python3 when it is new enough, else the first other one that is. Looked for once, when it is needed.
PYTHON ?= $(eval PYTHON := $(shell \
	for name in python3 python python3.11 python3.12 python3.13 python3.14; do \
		$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done))$(PYTHON)
BIN := .venv/bin

# `add` installs into .venv by uv, or by pip where there is no uv or uv fails: uv does not read pip's settings, so it may not
# know a mirror. The pip of PYTHON is used where it has one, because to install another into .venv takes seconds.
# An empty PYTHONDONTWRITEBYTECODE: what is compiled here need not be compiled at every start.
INSTALLER = export PYTHONDONTWRITEBYTECODE= UV_COMPILE_BYTECODE=1; \
	has_pip() { "$$1" -c 'import pip' 2>/dev/null; }; \
	pip() { \
		if has_pip "$(PYTHON)"; then set -- "$(PYTHON)" -m pip --python $(BIN)/python "$$@"; \
		else set -- $(BIN)/python -m pip "$$@"; fi; \
		"$$@" -qq --disable-pip-version-check; }; \
	find_uv() { for uv in uv $(BIN)/uv; do "$$uv" --version >/dev/null 2>&1 && return; done; false; }; \
	add() { \
		find_uv && { "$$uv" pip install --quiet --python $(BIN)/python "$$@" && return; \
			echo "uv could not install this; trying pip, which takes longer." >&2; }; \
		pip install "$$@"; }
UV_LOCKED := --require-hashes --only-binary :all: --requirement requirements-uv.lock

setup: .venv/.ready ## make .venv with what the bot and the demo need; once per change of the lock

.venv/.ready: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "partnerdesk needs Python 3.11 or newer, and found none." \
		"Install it, or say where it is: make $(or $(MAKECMDGOALS),setup) PYTHON=/path/to/python3" >&2; exit 1; }
	@$(INSTALLER); \
	test -x $(BIN)/python || { echo "Making .venv with $$("$(PYTHON)" --version), once"; \
		"$(PYTHON)" -m venv --without-pip .venv; } && \
	{ find_uv || has_pip "$(PYTHON)" || has_pip $(BIN)/python || $(BIN)/python -m ensurepip >/dev/null; } \
		|| { rm -rf .venv; echo "This Python cannot make virtual environments." \
		"On Debian and Ubuntu the package python3-venv lets it." >&2; exit 1; }
	@$(INSTALLER); \
	find_uv || pip install --no-compile $(UV_LOCKED) || echo "uv could not be installed; pip does its work, which takes longer." >&2; \
	add --require-hashes --requirement requirements.lock && add --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.ready-dev: .venv/.ready requirements-dev.lock
	@echo "Adding to .venv what the tests and checks need; this takes a minute or two, once"
	@$(INSTALLER); add --require-hashes --requirement requirements-dev.lock
	@touch $@

demo: .venv/.ready ## try it in the browser: sandbox and bot on this machine, without an account anywhere
	@$(BIN)/partnerdesk demo

# Four at a time even on two cores: most tests wait for the bot.
test: .venv/.ready-dev $(if $(filter-out tests/page%,$(TESTS)),,browser) ## run every test (or some: make test TESTS=tests/desk)
	@$(BIN)/pytest -n 4 $(TESTS)

test-long: .venv/.ready-dev $(if $(filter-out tests/page%,$(TESTS)),,browser) ## the same with 500 generated examples a test instead of 15
	@$(BIN)/pytest -n 4 --timeout 3600 --hypothesis-profile long $(TESTS)

# SEED, SUBMISSIONS, ASSIGNMENTS, KILLS, TOWNS (side by side), KIND and WITHOUT_CHECKS make it another run: docs/reliability.md
faults: .venv/.ready-dev ## break and kill everything again and again, and count what is lost or done twice
	@$(BIN)/python -m tests.faults

browser: .venv/.ready-dev ## find or fetch the Chromium that the page's tests run in
	@$(BIN)/python -m tests.page.browser

check: .venv/.ready-dev ## format, lint, types and import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

audit: .venv/.ready-dev ## look for known vulnerabilities in what is locked; says so where nobody can be asked
	@$(BIN)/python -m tests.dependencies.audit

licences: .venv/.ready-dev ## write docs/licences.md again, after the lock files changed
	@$(BIN)/python -m tests.dependencies.licences

words: .venv/.ready-dev ## write docs/words.md: every sentence that people read, to be read in one go
	@$(BIN)/python -m tests.overview.words

format: .venv/.ready-dev ## rewrite the code in the one format, mending what ruff can mend
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

picture: .venv/.ready-dev ## draw the rooms of the code and their imports: docs/rooms.md
	@$(BIN)/python -m tests.overview.picture

pictures: .venv/.ready-dev browser ## take the screenshots of the demo again: docs/images
	@$(BIN)/python -m tests.page.pictures

measure: .venv/.ready ## how soon the bot is ready, and its memory, beside its libraries alone
	@$(BIN)/python -m sandbox.measure

# With their extras: pip takes `coverage` for another requirement than the `coverage[toml]` that something asks for.
# The later locks hold to the versions of the earlier ones, since all are installed into one .venv.
lock: .venv/.ready ## choose the newest versions of the requirements, and write the lock files
	@$(INSTALLER); add $(UV_LOCKED) && \
	lock() { $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-strip-extras --no-header --no-annotate "$$@"; } && \
	lock --group uv --output-file requirements-uv.lock && \
	lock pyproject.toml --group build --output-file requirements.lock && \
	lock pyproject.toml --group dev --constraint requirements-uv.lock --constraint requirements.lock \
		--output-file requirements-dev.lock

clean: ## remove .venv and every cache
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage* build *.egg-info

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
