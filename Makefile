# Each target makes its own virtual environment; nothing but Python 3.11.5+, git and make is needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check lint types floors bench soak clean

$(VENV)/.installed: setup.cfg pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

demo: $(VENV)/.installed
	$(BIN)/bitewing demo

test: $(VENV)/.installed
	$(BIN)/python -m pytest -n 2

lint: $(VENV)/.installed
	$(BIN)/ruff check .

types: $(VENV)/.installed
	$(BIN)/mypy

floors: $(VENV)/.installed
	$(BIN)/lint-imports

check: lint types floors test

bench: $(VENV)/.installed
	$(BIN)/python -m benchmarks

soak: $(VENV)/.installed
	BITEWING_THOROUGH=1 $(BIN)/python -m pytest tests/soak_day_killed.py tests/week/soak_week_killed.py \
		tests/week/test_week_killed.py tests/clearinghouse/test_clearing_kill.py \
		tests/property/test_acceptor_sound.py tests/property/test_borrowed_sound.py tests/property/test_xml_sound.py

clean:
	rm -rf $(VENV) .bench build dist *.egg-info
