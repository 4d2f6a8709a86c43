# Two commands on a fresh machine: `make demo` and `make test`. README.md says the rest.
SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
DATA ?= $(CURDIR)/.data
VENV := .venv
# Progress on a terminal, silence in a pipe.
PIP = [ -t 1 ] || quiet=--quiet; $(VENV)/bin/python -m pip install $$quiet --disable-pip-version-check
export PORT
export DATA

.PHONY: demo test lock format clean help

help:
	@echo 'make demo   a running district on http://central.localhost:$(PORT)/  (PORT= DATA= RESET=1)'
	@echo 'make test   every test that this machine can run  (STRICT=1: leaving one out is a failure)'
	@echo 'make format   tidy the code'

$(VENV)/runtime: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Gongkai 需要 Python 3.11 或更新的版本，现在是 " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@echo '建立 Python 环境，安装依赖（只在第一次和依赖变动之后，约一分钟）'
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps -e .
	@touch $@

$(VENV)/test: $(VENV)/runtime requirements-test.lock
	@$(PIP) --require-hashes -r requirements-test.lock
	@touch $@

demo: $(VENV)/runtime
	@if [ -n "$(RESET)" ]; then $(VENV)/bin/python -m cms db reset; fi
	@exec $(VENV)/bin/python -m cms demo

test: $(VENV)/test
	@exec $(VENV)/bin/python -m tests $(if $(STRICT),--strict)

format: $(VENV)/test
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

clean:
	rm -rf $(VENV) .data-test .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

# The lock files anew, from what pyproject.toml asks for; what is pinned stays pinned unless it must move.
LOCK = $(VENV)/lock/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	--no-header --no-annotate --no-emit-index-url --no-emit-options
lock:
	@$(PYTHON) -m venv $(VENV)/lock
	@$(VENV)/lock/bin/python -m pip install --quiet --disable-pip-version-check pip-tools
	@$(LOCK) -o requirements.lock pyproject.toml
	@$(LOCK) --extra test -o requirements-test.lock pyproject.toml
