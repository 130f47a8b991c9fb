# 解读 jiedu — the commands a person needs; every one works from a fresh clone.
# PYTHON=python3.12 chooses another interpreter (3.11 to 3.13). JIEDU_HOME chooses another data folder.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev
INSTALLED_BROWSER := $(VENV)/.installed-browser
export JIEDU_HOME ?= $(CURDIR)/.jiedu

# What an installation depends on: the list of dependencies and the list of our packages.
SOURCES := pyproject.toml $(wildcard */__init__.py)

.PHONY: help run demo test browser check bench bench-channels eval bundle clean

help:
	@echo "make run     安装、首次装入示例文件库，并在 http://127.0.0.1:8000 提供服务"
	@echo "make demo    只装入示例文件库（可重复执行）"
	@echo "make test    安装测试所需并运行全部测试"
	@echo "make browser 用系统里的 Chromium 试网页：提问、键盘、无障碍、传输量"
	@echo "make check   格式、静态检查、类型、导入方向、安装包是否齐全"
	@echo "make bench   测量回答与收录的速度"
	@echo "make bench-channels  测量微信回调的承载（首次需合成十万段的知识库，约五分钟）"
	@echo "make eval    用评测题衡量回答质量"
	@echo "make bundle  制作离线安装包 dist/jiedu-*-offline.tar.gz"

run: $(INSTALLED)
	@$(BIN)/jiedu demo --quiet-if-loaded
	@exec $(BIN)/jiedu serve

demo: $(INSTALLED)
	@$(BIN)/jiedu demo

test: $(INSTALLED_DEV)
	$(BIN)/python -m pytest -q -n auto $(PYTEST_ARGS)

browser: $(INSTALLED_BROWSER)
	$(BIN)/python -m pytest -q -m browser tests/browser $(PYTEST_ARGS)

check: $(INSTALLED_DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@rm -rf build
	$(BIN)/python -m scripts.check_wheel
	@rm -rf build

bench: $(INSTALLED)
	@$(BIN)/jiedu bench --json

bench-channels: $(INSTALLED)
	@$(BIN)/jiedu bench-channels

eval: $(INSTALLED)
	@$(BIN)/jiedu eval answers

bundle: $(INSTALLED)
	sh scripts/bundle.sh "$(BIN)/python"

clean:
	rm -rf build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(BIN)/python:
	@sh scripts/make_venv.sh "$(VENV)" "$(PYTHON)"

$(INSTALLED): $(SOURCES) | $(BIN)/python
	@echo "正在安装 jiedu，第一次需要几分钟 …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(INSTALLED_DEV): $(SOURCES) | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	@touch $(INSTALLED) $@

$(INSTALLED_BROWSER): $(INSTALLED_DEV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev,browser]"
	@touch $@
