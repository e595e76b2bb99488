# Two commands matter: `make demo` and `make test`. `make help` lists the rest.

VENV   := .venv
PY     := $(VENV)/bin/python
DIR    ?= var
PORT   ?= 8000
SECONDS ?= 60
# A machine may be new: apt is asked only for what is missing, as root or by sudo -n.
APT    := apt-get -o DPkg::Lock::Timeout=300
ROOT   := $(shell [ "$$(id -u)" = 0 ] || echo sudo -n)

.PHONY: help demo install test check bench fuzz shots lock clean

help:            ## this list
	@grep -hE '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/: .*## +/\t/' | expand -t 12

demo: install    ## a district with its communes on http://127.0.0.1:8000, its data in DIR (var)
	@exec $(VENV)/bin/dinh demo --port $(PORT) --data $(DIR)

install: $(VENV)/installed   ## .venv with what the product needs, from the hash-locked list

test: $(VENV)/developed      ## install what the tests need and run everything
	@.ci/need
	@$(MAKE) --no-print-directory check
	@.ci/tests

check: $(VENV)/developed     ## ruff, mypy --strict, import-linter
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports

bench: $(VENV)/developed     ## every benchmark, with its peer or floor in the same run
	@for name in fanout ballots join joins relay cascade thinline lossy recover; do $(PY) -m tests.bench $$name || exit 1; done

fuzz: $(VENV)/developed $(VENV)/atheris   ## SECONDS (60) of made-up bytes for each reader of what comes from outside
	@PYTHONPATH=$(VENV)/atheris $(PY) -m tests.fuzz --seconds $(SECONDS)

shots: $(VENV)/developed     ## screenshots of every page into tests/shots
	@.ci/need
	@$(PY) -m tests.journeys.shots

lock:            ## write the lock files anew from pyproject.toml
	@.ci/lock

clean:           ## remove .venv and what tests leave behind; never DIR
	rm -rf $(VENV) tests/shots .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(PY):
	@if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then \
	    echo "Python lacks venv: installing python3-venv"; \
	    { $(ROOT) $(APT) update -qq && $(ROOT) $(APT) install -y -qq --no-install-recommends python3-venv; } >/dev/null 2>&1 \
	    || { echo "Not installed. Please run this once, then make again:"; echo "    sudo apt-get install python3-venv"; exit 1; }; \
	fi
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed."; exit 1; }
	@python3 -m venv $(VENV)

$(VENV)/installed: requirements.lock pyproject.toml | $(PY)
	@echo "Installing into $(VENV) (about half a minute) ..."
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(PY) -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/developed: requirements-dev.lock $(VENV)/installed
	@echo "Installing what the tests need into $(VENV) ..."
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/atheris: $(VENV)/installed     # beside the rest: no test needs it
	@$(PY) -m pip install -q --disable-pip-version-check --no-deps --upgrade --target $@ atheris==3.0.0
