# Everything runs in .venv, which the targets make themselves the first time.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: setup run test test-all lint ui kpis status lock docs screenshots clean

setup: $(READY)

$(READY): requirements.lock pyproject.toml setup.cfg
	scripts/setup.sh "$(PYTHON)"
	touch $(READY)

run: $(READY)
	$(BIN)/fmcg run

test: $(READY)
	$(BIN)/pytest -n auto --dist loadfile -m "not long"

test-all: $(READY)
	$(BIN)/pytest -n auto --dist loadfile

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

ui: $(READY)
	$(BIN)/fmcg ui

kpis: $(READY)
	$(BIN)/fmcg kpis

status: $(READY)
	$(BIN)/fmcg status

# Regenerates what is generated: the pins, the data dictionary, the pictures.
LOCK ?= requirements.lock
lock:
	scripts/lock.sh "$(LOCK)"

docs: $(READY)
	$(BIN)/python scripts/write_tables_page.py

screenshots: $(READY)
	$(BIN)/python scripts/take_screenshots.py

clean:
	rm -rf var
