# Everything runs in .venv, which the targets make themselves the first time.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: setup run test test-all test-long test-servers test-spark test-cluster test-browser servers browser lint ui dashboard kpis status lock docs screenshots clean

setup: $(READY)

$(READY): requirements.lock pyproject.toml setup.cfg
	scripts/setup.sh "$(PYTHON)"
	touch $(READY)

run: $(READY)
	$(BIN)/fmcg run

# Needs neither Java nor Go nor a browser.
test: $(READY)
	$(BIN)/pytest -n auto --dist loadfile -m "not long and not server and not browser"

# The rest: a browser, servers, the pipeline on Spark, and what loads for minutes.
test-all: test-browser test-servers test-spark test-long test-cluster

test-servers: $(READY) servers
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder -m "server and not long"

test-long: $(READY) servers
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder -m "long and not cluster"

# A standalone cluster of two workers, by itself: on two cores it is busy for half an hour.
test-cluster: $(READY) servers
	$(BIN)/pytest -m cluster fmcg_assets_tests/engines/test_cluster.py

# Chromium on the dashboard: needs Debian's `chromium`, and npm for what judges accessibility.
test-browser: $(READY) browser
	$(BIN)/pytest -m browser fmcg_assets_tests/browser

# With MARKS="long and not server" the rest of these tests, on Spark: two hours on two cores.
test-spark: $(READY) servers
	$(BIN)/pytest -n auto --dist loadfile --engine spark -m "$(MARKS)" $(addprefix fmcg_assets_tests/,$(SPARK))

SPARK := transforms io_managers pipeline
MARKS ?= not long and not server

# An S3 server (built with Go) and the jars of Spark's Delta (Java 17), once, into a cache.
servers: $(READY)
	scripts/install_minio.sh
	$(BIN)/python -c "from fmcg_assets.spark_server import jars; jars()"

# axe-core, once, into the cache.
browser:
	scripts/install_axe.sh

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

ui: $(READY)
	$(BIN)/fmcg ui

dashboard: $(READY)
	$(BIN)/fmcg dashboard

kpis: $(READY)
	$(BIN)/fmcg kpis

status: $(READY)
	$(BIN)/fmcg status

# Regenerates what is generated: the pins, the data dictionary, the glossary, the pictures.
LOCK ?= requirements.lock
lock:
	scripts/lock.sh "$(LOCK)"

docs: $(READY)
	$(BIN)/python scripts/write_tables_page.py
	$(BIN)/python scripts/write_glossary.py

screenshots: $(READY)
	$(BIN)/python scripts/take_screenshots.py
	$(BIN)/python -m fmcg_assets_tests.browser.pictures

clean:
	rm -rf var
