# make run: everything, then the app at http://127.0.0.1:8501 · make test: everything the tests need, then the tests
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: run test install check bench soak format sbom hashes hosts

run: $(STAMP)
	$(BIN)/kb build
	$(BIN)/kb serve

# Two browsers at once make each other wait, so there is one; it leaves half of the machine to the tests that look at no
# page, which give way to it. Those wait often (servers that start, processes that die): three for two processors.
# What the browser says comes after them.
test: $(STAMP)
	$(BIN)/kb build
	@said=$$(mktemp); \
	nice $(BIN)/pytest -n $$(($$(nproc) * 3 / 2)) --dist loadfile --ignore=tests/browser & rest=$$!; \
	trap 'kill $$rest; rm -f "$$said"; exit 1' INT TERM; \
	$(BIN)/pytest tests/browser > "$$said" 2>&1; pages=$$?; \
	wait $$rest; rest=$$?; \
	cat "$$said"; rm -f "$$said"; exit $$((pages | rest))

# Three hosts' worth of processes behind haproxy, over a copy of the base; PLUGS=10 pulls plugs by chance for ten minutes.
hosts: $(STAMP)
	$(BIN)/kb build
	$(BIN)/python -m tools.three_hosts --plugs $(or $(PLUGS),0)

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

# The SHA-256 of every file of every package that an installation needs, for all systems: anew whenever constraints.txt changes.
hashes: $(STAMP)
	$(BIN)/uv pip compile pyproject.toml --extra oidc --extra mcp --extra shared --constraint constraints.txt \
	  --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet -o deploy/requirements.hashed.txt

# A server under siege, for two to three minutes: memory, descriptors, answers. Then 2,000 clumsy cards: none lets its text
# out. Then kill -9 at 280 moments of builds, publications, autosaves, backups, restorations and moves; 560 writes find the disk full;
# 640 files are damaged. Then, for ten minutes, one of three servers and one of two workers die every quarter of a minute while twenty
# people write, and the server of the base dies after 10,000 writes.
soak: $(STAMP)
	$(BIN)/python -m bench.soak
	KB_CLUMSY_SEEDS=20 KB_SOAK_VARIANTS=2000 $(BIN)/pytest -q tests/building/test_holding.py tests/ingest/sandbox/test_reader_soak.py
	KB_KILLED=40 KB_FULL=40 KB_DAMAGED=40 $(BIN)/pytest -q tests/faults
	KB_FLEET=600 KB_STANDBY=20000 $(BIN)/pytest -q -s tests/shared/test_fleet.py tests/shared/test_standby.py
