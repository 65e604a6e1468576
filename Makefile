# Each target sets up all that it needs; only python3 (3.11 or newer), its pip and make must be there.
# Another Python: make PYTHON=python3.12 test        Arguments: make run ARGS="seven.png", make test ARGS="tests/ink"

PYTHON ?= python3
BIN := .venv/bin
SET_UP := $(PYTHON) tools/set_up.py

PACKAGING := $(PYTHON) tools/packaging/venv.py

.PHONY: run test lint test-long bench package dist smoke clean

run:
	@$(SET_UP) --qt xcb
	@$(BIN)/mnistpad $(ARGS)

test:
	@$(SET_UP) --extra test --qt offscreen
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m pytest $(ARGS)

test-long:
	@$(SET_UP) --extra test --qt offscreen
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m pytest --long --timeout 3600 $(ARGS)

# Speed against peers and floors, in ratios; some eleven minutes on a quiet machine. A look: make bench ARGS=--quick
bench:
	@$(SET_UP) --extra test --qt offscreen
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.benchmarks.suite $(ARGS)

lint:
	@$(SET_UP) --extra test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

# The .deb and .tar.xz of this machine's program; the wheel and the sdist; the smoke test of the frozen program.
package:
	@$(SET_UP) --qt xcb
	@$(PACKAGING) package
	@$(PACKAGING) sums

dist:
	@$(PACKAGING) index

smoke:
	@$(PACKAGING) smoke

clean:
	rm -rf .venv .venv.unfinished build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find mnistpad tests tools -name __pycache__ -prune -exec rm -rf {} +
