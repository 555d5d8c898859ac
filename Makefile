# make run: everything, then the app at http://127.0.0.1:8501 · make test: everything the tests need, then the tests
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: run test install check bench soak format sbom

run: $(STAMP)
	$(BIN)/kb build
	$(BIN)/kb serve

# Side by side where nobody looks at a page: two browsers at once make each other wait.
test: $(STAMP)
	$(BIN)/kb build
	$(BIN)/pytest -n auto --dist loadfile --ignore=tests/browser
	$(BIN)/pytest tests/browser

install: $(STAMP)

# The environment is made again when what it should hold changes; otherwise this costs nothing.
$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $(STAMP)

check: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest tests/test_structure.py

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(STAMP)
	$(BIN)/python -m bench

# The software bill of materials (CycloneDX, JSON): every package of the environment, with its version and licence.
sbom: $(STAMP)
	mkdir -p artifacts
	$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --short-PURLs --output-reproducible \
	  --of JSON -o artifacts/sbom.json $(BIN)/python

# A server under siege, for two to three minutes: memory, descriptors, answers. Then 2,000 clumsy cards: none lets its text
# out. Then kill -9 at 200 moments of builds, publications, autosaves, backups and restorations; 560 writes find the disk full;
# 640 files are damaged.
soak: $(STAMP)
	$(BIN)/python -m bench.soak
	KB_CLUMSY_SEEDS=20 KB_SOAK_VARIANTS=2000 $(BIN)/pytest -q tests/building/test_holding.py tests/ingest/sandbox/test_reader_soak.py
	KB_KILLED=40 KB_FULL=40 KB_DAMAGED=40 $(BIN)/pytest -q tests/faults
