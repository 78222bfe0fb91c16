# `make` lists the targets. Everything goes into .venv, node_modules and TDPF_HOME; nothing needs root.
SHELL := /bin/bash
PYTHON ?= python3
export TDPF_HOME ?= var
PORT ?= 8000
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help install demo test check bench docs clean lock

help: ## List the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## (.*)/  make \1\t\2/' | expand -t 18
