# 工况：make run 启动，make test 检验。只需要 Python ≥ 3.11（含 venv）、make、bash。
SHELL := bash
PORT ?= 8501
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
FAST := $(PYTEST) -q -m "not slow" -n 3 --dist loadfile --no-loadscope-reorder
QUIETLY := --quiet --disable-pip-version-check --no-compile

.DEFAULT_GOAL := help
.PHONY: help run test test-slow pytest lint types format bench clean system-packages

help: ## 列出全部命令
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

run: .venv/run.stamp ## 启动应用（换端口：make run PORT=8600）
	@$(BIN)/python manage.py init
	@echo "工况：请在浏览器打开 http://127.0.0.1:$(PORT)（按 Ctrl-C 停止）"
	@exec $(BIN)/streamlit run app.py --server.address 127.0.0.1 --server.port $(PORT) --server.headless true

test: ## 代码检查、类型检查与全部快速测试
	@$(MAKE) --no-print-directory -j2 .venv/dev.stamp system-packages
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory -j2 -k types pytest

pytest: .venv/dev.stamp ## 只运行快速测试（metrics/ 由自己的测试覆盖全部分支）
	@$(FAST) metrics tests/metrics --cov=metrics --cov-branch --cov-fail-under=100 --cov-report=term-missing:skip-covered; \
		status=$$?; $(FAST) tests data mechanisms reports --ignore=tests/metrics && exit $$status

test-slow: .venv/dev.stamp system-packages ## 慢速测试，逐个列名
	@$(PYTEST) -v -m slow

lint: .venv/dev.stamp ## 代码规则与格式
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: .venv/dev.stamp ## 类型检查（metrics/ 与 mechanisms/ 从严）
	@$(BIN)/mypy

format: .venv/dev.stamp ## 自动整理代码格式
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

bench: .venv/dev.stamp ## 性能基准
	@$(BIN)/python -m benchmarks

clean: ## 删除虚拟环境与缓存（数据目录 var/ 不动）
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage htmlcov
	find . -name __pycache__ -prune -exec rm -rf {} +

system-packages:
	@tools/system_packages.sh

$(BIN)/python:
	@[ -n "$(PYTHON)" ] || { echo "需要 Python 3.11 或更高版本（含 venv）：请先安装，或以 make PYTHON=/路径/python3 指定。" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "不能建立虚拟环境：请安装 venv 模块（Debian：apt-get install python3-venv）。" >&2; exit 1; }

# 安装完成的标记：比清单新就不再安装，所以第二次启动很快。
.venv/run.stamp: requirements.txt | $(BIN)/python
	@echo "正在安装运行所需的软件包（首次约需一两分钟）……"
	@$(BIN)/python -m pip install $(QUIETLY) -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt | $(BIN)/python
	@echo "正在安装测试所需的软件包（首次约需两三分钟）……"
	@$(BIN)/python -m pip install $(QUIETLY) -r requirements-dev.txt
	@touch $@ .venv/run.stamp
