# 预公：make demo 生成样例；make test 运行全部检查；make bench 运行性能测量。
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: demo test fuzz lint dist-test test-lowest test-pythons golden-update bench clean

demo: $(STAMP)
	$(BIN)/yugong build samples/pinglu-2026/budget.yaml -o out/pinglu-2026

# 一个文件的测试由同一个进程运行，共用的样例只做一次。
test: $(STAMP) lint
	$(BIN)/python -m pytest -n auto --dist loadfile

fuzz: $(STAMP)
	YUGONG_FUZZ=50 $(BIN)/python -m pytest -q -n auto tests/properties/test_fuzz_*.py

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# 像用户那样安装：轮子连同依赖装进新的环境，在带空格和汉字的路径里运行；有别的 Python 的，逐个装一遍。
dist-test: $(STAMP)
	$(BIN)/python -m pytest -q tests/test_distribution.py --fresh-dependencies

# 各库都用 pyproject.toml 允许的最低版本，运行全部测试；另建 .venv-lowest。
test-lowest:
	$(PYTHON) -m venv .venv-lowest
	.venv-lowest/bin/python tests/environments/lowest_versions.py > .venv-lowest/lowest.txt
	.venv-lowest/bin/python -m pip install --quiet --constraint .venv-lowest/lowest.txt "setuptools>=77" --editable ".[dev]"
	.venv-lowest/bin/python -m pytest -n auto --dist loadfile

# 找得到的每个 Python（或 PYTHONS="python3.12 …" 所列）各建 .venv-3.12 这样的环境，运行全部测试。
test-pythons:
	$(PYTHON) tests/environments/other_pythons.py

golden-update: $(STAMP)
	$(BIN)/python -m pytest -q tests/writing/test_template_dumps.py tests/samples/test_package_golden.py tests/audit/test_reference.py tests/cli/test_command_line.py --update-golden

bench: $(STAMP)
	$(BIN)/python bench/run.py
	$(BIN)/python bench/reading.py

$(STAMP): pyproject.toml requirements-dev.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $(STAMP)

clean:
	rm -rf .venv .venv-* out build dist
