# The README's two commands are `make demo` and `make test`; each sets up its own virtual environment.
PYTHON ?= python3
BIN := .venv/bin
LIBRARY := demo.library
PACKAGES := ingest index assistant ui eval

.PHONY: demo ui test check check-cluster eval record clean

demo: .venv/installed
	$(BIN)/quotewise ingest eval/sample/notes --library $(LIBRARY)
	@echo; echo "> What does a Kinesis shard take in, and what does it give out?"
	@$(BIN)/quotewise ask "What does a Kinesis shard take in, and what does it give out?" --library $(LIBRARY)
	@echo; echo "> How long can Kinesis Data Streams keep records?"
	@$(BIN)/quotewise ask "How long can Kinesis Data Streams keep records?" --library $(LIBRARY)
	@echo; echo "> Which GPU does a SageMaker HyperPod node have?"
	@$(BIN)/quotewise ask "Which GPU does a SageMaker HyperPod node have?" --library $(LIBRARY)
	@echo; echo "Now with your own notes:"
	@echo "  $(BIN)/quotewise ingest FOLDER"
	@echo "  $(BIN)/quotewise ask \"...\""

ui: .venv/installed
	$(BIN)/quotewise ui

test: .venv/installed-dev
	$(BIN)/python -m pytest -q --numprocesses 2 --dist loadfile

check: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	mkdir -p .types/quotewise
	for package in $(PACKAGES); do ln -sfn ../../$$package .types/quotewise/$$package; done
	$(BIN)/mypy

# What takes services: they are installed, and the tests start them. Then the tests of the store again, with every library
# of theirs at home on a Milvus server, and those of ingestion by Ray.
STORE := ingestion search concurrency crashes langchain langchain_standard bad_input bad_text spelling expansion inventory \
  command_line chain lookup suggestions bank cards titles memory mcp
check-cluster: .venv/installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,ray]'
	[ -d /usr/lib/postgresql ] || { apt-get update -qq && apt-get install -qq -y --no-install-recommends postgresql; }
	$(BIN)/python -m pytest -q tests/test_milvus.py tests/test_ray_engine.py tests/test_progress_database.py
	QUOTEWISE_TEST_HOME=milvus $(BIN)/python -m pytest -q --numprocesses 2 --dist loadfile $(STORE:%=tests/test_%.py)

# Measures over the sample set and fails where more got worse than better since the record, beyond chance.
eval: .venv/installed-dev
	$(BIN)/quotewise eval all --seeds 0 --against eval/sample/runs

# Records anew, and says what turned since the record before.
record: .venv/installed-dev
	$(BIN)/quotewise eval all --seeds 0 --against eval/sample/runs --record eval/sample/runs

# PyTorch's own index has the CPU build for every system; where it cannot be reached, the pinned version is
# taken from the package index in use. Only torch is asked for there, and a dead line costs ten seconds.
.venv/torch:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "quotewise needs Python 3.11 or newer: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --retries 0 --timeout 10 --no-deps \
	  --index-url https://download.pytorch.org/whl/cpu --constraint constraints.txt torch 2>/dev/null \
	  || echo "PyTorch's CPU index is out of reach: torch comes from the usual package index"
	touch $@

.venv/installed: .venv/torch pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

.venv/installed-dev: .venv/torch pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@ .venv/installed

clean:
	rm -rf .venv .types $(LIBRARY) build dist *.egg-info
