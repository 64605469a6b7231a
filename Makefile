# Ten commands; `make help` lists them.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8501
HOST ?= 127.0.0.1

.PHONY: help run test check format bench soak translate migrate demo verify audit clean

help: ## list these commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | sort

.venv/run: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt requirements.txt | .venv/run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: -r requirements-dev.txt
	@touch $@

# Two heaps for all threads: each script run has a thread of its own, and what each kept was a fifth of a session.
run: export MALLOC_ARENA_MAX = 2
run: .venv/run ## install, migrate, fill the demo when the database is empty, serve on port 8501
	$(BIN)/python -m uvicorn app:app --host $(HOST) --port $(PORT) --timeout-graceful-shutdown 3 --no-proxy-headers

# Two workers, a file each, in the order collected: browser journeys come last. They must collect alike, hence the seed.
test: check ## everything: lint, types, arrows, translations, tests on both databases, pages, browser
	PYTHONHASHSEED=0 $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: .venv/dev ## lint, types and import arrows
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/dev ## put the code into its usual shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/dev ## measure; one line per figure: name value unit limit
	$(BIN)/python -m benchmarks

soak: .venv/dev ## listeners come and go for ten minutes (MINUTES=3 for fewer): memory and open files end where they were
	$(BIN)/python -m benchmarks.soak $(MINUTES)

translate: .venv/dev ## say which sentences are missing or unused
	$(BIN)/python -m pytest tests/wording

migrate: .venv/run ## bring the database to this release
	$(BIN)/python -m challenge migrate

demo: .venv/run ## fill an empty database with the demo edition
	$(BIN)/python -m challenge demo

verify: .venv/run ## recompute every point and euro and name what was altered
	$(BIN)/python -m challenge verify

audit: .venv/dev ## ask whether a known hole is in what we install (not part of test: it turns red without a change of ours)
	$(BIN)/pip-audit --requirement requirements.txt --strict --progress-spinner off

clean: ## remove the environment, the caches and the local database
	rm -rf .venv var .pytest_cache .mypy_cache .ruff_cache .hypothesis
