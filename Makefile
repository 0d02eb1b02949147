# One book and the tool that makes it. `make` sets up and builds everything, `make test` sets up and tests.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
TABBOOK := $(BIN)/tabbook

# uv reads its own name for the folder of extra wheels that pip reads as PIP_FIND_LINKS.
export UV_FIND_LINKS ?= $(PIP_FIND_LINKS)
export UV_PYTHON_DOWNLOADS := never

.PHONY: build test check translations format bench conformance snapshots serve lab kernels pins clean help

build: kernels ## set up and build the book: notebooks, PDFs, slides, EPUBs, packages, site (the default)
	$(TABBOOK) build

help: ## these lines
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# -------------------------------------------------------------------------------------------------------------------
# Set-up. A stamp is written last, so that an interrupted installation is taken up again.

.venv/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' \
		|| { echo "tabbook's frameworks need Python 3.11, found $$($(PYTHON) --version); set PYTHON=…"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/tabbook.stamp: requirements/tabbook.txt pyproject.toml | .venv/pyvenv.cfg
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $$(grep '^uv==' requirements/tabbook.txt)
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python -r requirements/tabbook.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	$(BIN)/python -m compileall -q src # Bytecode, also where the environment tells Python to write none.
	@touch $@

.venv/develop.stamp: requirements/develop.txt | .venv/tabbook.stamp
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python -r requirements/develop.txt
	@touch $@

kernels: .venv/tabbook.stamp ## one environment a framework
	$(TABBOOK) kernels

# -------------------------------------------------------------------------------------------------------------------
# Daily work.

BROWSER := $(TABBOOK_CHROMIUM)$(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

test: kernels .venv/develop.stamp ## set up and run every test
	$(if $(BROWSER),,@echo "no Chromium here: tests that read the site in a browser are left out (apt-get install chromium)")
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder \
		--max-worker-restart 0 $(if $(BROWSER),,-m "not browser")

bench: build .venv/develop.stamp ## measure side by side, in this run, what the docs claim; takes minutes
	$(BIN)/python -m compileall -q src
	for bench in $(filter-out bench/generated_book.py bench/results.py,$(wildcard bench/*.py)); do echo "$$bench:"; $(BIN)/python $$bench || exit 1; done

check: .venv/develop.stamp ## format, lint, types, and the book's own sources; runs no cell
	$(BIN)/ruff format --check src tests bench
	$(BIN)/ruff check src tests bench
	$(BIN)/mypy
	$(TABBOOK) check --strict

translations: .venv/tabbook.stamp ## how far each translation is, and what is wrong in it; runs no cell
	$(TABBOOK) translate status
	$(TABBOOK) translate check

format: .venv/develop.stamp ## lay out the code
	$(BIN)/ruff format src tests bench
	$(BIN)/ruff check --fix src tests bench

snapshots: .venv/develop.stamp ## write the expectations of the tests anew; read the diff
	TABBOOK_SNAPSHOTS=1 $(BIN)/python -m pytest tests || true
	git diff --stat -- tests

conformance: .venv/develop.stamp ## compile the same pages with the real d2lbook, and tell every difference; takes minutes
	PYTHONPATH=tests $(BIN)/python -m conformance build/conformance $(or $(SEED),0) $(PAGES)

serve: kernels ## the site on 127.0.0.1 while you write, built at each save
	$(TABBOOK) serve

lab: build .venv/develop.stamp ## JupyterLab on the built notebooks, with the four kernels
	$(TABBOOK) lab

pins: .venv/tabbook.stamp ## resolve every requirement file anew
	$(BIN)/uv pip compile --quiet --upgrade --no-header --no-annotate --python-version 3.11 \
		pyproject.toml -o requirements/tabbook.txt
	$(BIN)/uv pip compile --quiet --upgrade --no-header --no-annotate --python-version 3.11 \
		--extra lab --extra develop --extra cluster -c requirements/tabbook.txt pyproject.toml -o requirements/develop.txt
	echo jupyterlab | $(BIN)/uv pip compile --quiet --upgrade --no-header --no-annotate --python-version 3.11 \
		-c requirements/develop.txt - -o src/tabbook/notebooks/packages/jupyterlab.txt
	for kernel in kernels/*.in; do \
		$(BIN)/uv pip compile --quiet --upgrade --config-file kernels/uv.toml --no-header --no-annotate \
			--python-version 3.11 $$kernel -o $${kernel%.in}.txt && sed -i 's/+cpu$$//' $${kernel%.in}.txt; \
	done

clean: ## remove what was built, but not the environments
	$(TABBOOK) clean
