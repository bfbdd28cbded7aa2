# 预公：make demo 生成样例；make test 运行全部检查；make bench 运行性能测量。
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: demo test fuzz lint golden-update bench clean

demo: $(STAMP)
	$(BIN)/yugong build samples/pinglu-2026/budget.yaml -o out/pinglu-2026

test: $(STAMP) lint
	$(BIN)/python -m pytest -n auto

fuzz: $(STAMP)
	YUGONG_FUZZ=50 $(BIN)/python -m pytest -q -n auto tests/test_fuzz_*.py

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

golden-update: $(STAMP)
	$(BIN)/python -m pytest -q tests/test_template_dumps.py tests/test_package_golden.py tests/test_check_rules_page.py tests/test_command_line.py --update-golden

bench: $(STAMP)
	$(BIN)/python bench/run.py

$(STAMP): pyproject.toml requirements-dev.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $(STAMP)

clean:
	rm -rf .venv out build dist
