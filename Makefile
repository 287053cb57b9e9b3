# Everything here works on a machine with Python >= 3.11 and make; `make help` tells what there is.

.DEFAULT_GOAL := help
.PHONY: setup demo test test-long faults browser check audit licences words format picture pictures measure lock clean help

# The machine's own python3 when it is new enough, else the first other one that is.
PYTHON ?= $(firstword $(foreach name,python3 python python3.11 python3.12 python3.13 python3.14, \
	$(shell $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
BIN := .venv/bin
UV = $(or $(shell command -v uv 2>/dev/null),$(wildcard $(BIN)/uv))
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
LOCKED := --require-hashes --requirement requirements-dev.lock

setup: .venv/.ready ## make .venv with the locked requirements (once per change of the lock)

# An empty PYTHONDONTWRITEBYTECODE: what is compiled here need not be compiled at every start.
.venv/.ready: requirements-dev.lock pyproject.toml
	@python="$(PYTHON)"; test -n "$$python" || { echo "partnerdesk needs Python 3.11 or newer, and found none." \
		"Install it, or say where it is: make $(or $(MAKECMDGOALS),setup) PYTHON=/path/to/python3" >&2; exit 1; }; \
	test -x $(BIN)/python && exit; \
	echo "Making .venv with $$($$python --version); this takes a minute or two, once"; \
	$$python -m venv .venv || { rm -rf .venv; echo "This Python cannot make virtual environments." \
		"On Debian and Ubuntu the package python3-venv lets it." >&2; exit 1; }
	@export PYTHONDONTWRITEBYTECODE=; uv="$(UV)"; \
	{ test -n "$$uv" && $$uv pip install --quiet --python $(BIN)/python --compile-bytecode $(LOCKED); } \
		|| $(PIP) install $(LOCKED)
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

demo: .venv/.ready ## try it in the browser: sandbox and bot on this machine, without an account anywhere
	@$(BIN)/partnerdesk demo

# Four at a time even on two cores: most tests wait for the bot.
test: .venv/.ready $(if $(filter-out tests/page%,$(TESTS)),,browser) ## run every test (or some: make test TESTS=tests/desk)
	@$(BIN)/pytest -n 4 $(TESTS)

test-long: .venv/.ready $(if $(filter-out tests/page%,$(TESTS)),,browser) ## the same with 500 generated examples a test instead of 15
	@$(BIN)/pytest -n 4 --timeout 3600 --hypothesis-profile long $(TESTS)

# SEED, SUBMISSIONS, ASSIGNMENTS, KILLS, TOWNS (side by side), KIND and WITHOUT_CHECKS make it another run: docs/reliability.md
faults: .venv/.ready ## break and kill everything again and again, and count what is lost or done twice
	@$(BIN)/python -m tests.faults

browser: .venv/.ready ## find or fetch the Chromium that the page's tests run in
	@$(BIN)/python -m tests.page.browser

check: .venv/.ready ## format, lint, types and import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

audit: .venv/.ready ## look for known vulnerabilities in what is locked; says so where nobody can be asked
	@$(BIN)/python -m tests.dependencies.audit

licences: .venv/.ready ## write docs/licences.md anew, after the lock files changed
	@$(BIN)/python -m tests.dependencies.licences

words: .venv/.ready ## write docs/words.md: every sentence that people read, to be read in one go
	@$(BIN)/python -m tests.overview.words

format: .venv/.ready ## rewrite the code in the one format, mending what ruff can mend
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

picture: .venv/.ready ## draw the rooms of the code and their imports: docs/rooms.md
	@$(BIN)/python -m tests.overview.picture

pictures: .venv/.ready browser ## take the screenshots of the demo again: docs/images
	@$(BIN)/python -m tests.page.pictures

measure: .venv/.ready ## how soon the bot is ready, and its memory, beside its libraries alone
	@$(BIN)/python -m sandbox.measure

# With their extras: pip takes `coverage` for another requirement than the `coverage[toml]` that something asks for.
lock: .venv/.ready ## choose the requirements' versions anew, into the two lock files
	@uv="$(UV)"; test -n "$$uv" || { $(PIP) install uv && uv=$(BIN)/uv; }; \
	lock() { $$uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-strip-extras --no-header --no-annotate pyproject.toml "$$@"; }; \
	lock --output-file requirements.lock && \
	lock --group dev --constraint requirements.lock --output-file requirements-dev.lock

clean: ## remove .venv and every cache
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage* build *.egg-info

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
