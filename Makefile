# Everything a person or CI runs. `make demo` and `make test` are all that a fresh machine needs.
SHELL := /bin/bash
BIN := .venv/bin
.SHELLFLAGS := -o pipefail -c
.PHONY: demo test test-here test-on-hosts test-fast test-lowest lint prove matrix bench lab record-demo record-mistakes record-states golden mutants setup tools engine browser dist clean

demo: .venv/ready  ## Grade the sample class from recorded evidence, and write its reports
	$(BIN)/grader demo

test: lint tools engine browser  ## Everything: tests, coverage, and the proof of all exercises on real hosts
	$(BIN)/coverage erase
	$(MAKE) --no-print-directory -j2 test-here test-on-hosts
	$(BIN)/coverage combine -q
	$(BIN)/coverage report --fail-under=95

# Most of the time student hosts are waited for: the rest of the tests runs beside what needs them, and four hosts at a
# time are proven.
test-here:
	$(BIN)/coverage run -m pytest -m "not lab" 2>&1 | sed -u 's/^/here      /'

test-on-hosts:
	$(BIN)/coverage run -m pytest -m lab 2>&1 | sed -u 's/^/on hosts  /'
	$(BIN)/grader prove --jobs 4 2>&1 | sed -u 's/^/on hosts  /'
	$(BIN)/grader prove --jobs 4 --suite trixie --case untouched --case solution 2>&1 | sed -u 's/^/on trixie  /'
	$(BIN)/grader prove ex07 --suite trixie --case with_sudo 2>&1 | sed -u 's/^/on trixie  /'

test-fast: .venv/ready  ## Only what needs no Docker Engine, browser or PostgreSQL
	scripts/tools sshd:openssh-server ssh:openssh-client busybox:busybox fish:fish
	$(BIN)/pytest -m "not lab and not browser and not postgres"

test-lowest: browser  ## The tests that need no Docker Engine, with the lowest versions that pyproject.toml declares
	scripts/lowest
	scripts/tools sshd:openssh-server ssh:openssh-client pg_ctlcluster:postgresql busybox:busybox fish:fish
	.venv-lowest/bin/pytest -m "not lab"

lint: .venv/ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/grader lint

prove: tools engine .venv/ready  ## Prove every exercise on real student hosts
	$(BIN)/grader prove

matrix: tools engine .venv/ready  ## Prove every exercise on every Debian suite and Engine of student hosts
	$(BIN)/grader prove --suite bookworm
	$(BIN)/grader prove --suite trixie
	$(BIN)/grader prove --engine containerd
	$(BIN)/grader prove --engine podman
	$(BIN)/grader prove --engine podman-rootless --case untouched --case solution $(if $(CGROUP1),$(UNLIMITED))
	$(if $(CGROUP1),@echo 'sid is not proven: it needs cgroup version 2 (this machine has version 1).',$(BIN)/grader prove --suite sid)

# On cgroup version 1, a rootless Podman neither pauses containers (ex09) nor limits them (ex10).
CGROUP1 = $(filter 1,$(shell docker info --format '{{.CgroupVersion}}'))
UNLIMITED = $(filter-out ex09 ex10,$(foreach one,$(notdir $(wildcard exercises/ex*)),$(firstword $(subst _, ,$(one)))))

bench: tools engine browser dist  ## Compare speeds side by side
	$(BIN)/python -m pip install -q --group bench
	$(BIN)/python -m bench
	$(BIN)/python -m bench.visit
	$(BIN)/python -m bench.cache
	$(BIN)/python -m bench.class_run
	$(BIN)/python -m bench.class_page
	$(BIN)/python -m bench.thousand
	$(BIN)/python -m bench.regrade
	$(BIN)/python -m bench.export
	$(BIN)/python -m bench.push
	$(BIN)/python -m bench.start

dist: .venv/ready  ## The wheel and grader.pyz, which students install, and the course (COURSE=DIR) in one file
	$(BIN)/python scripts/pyz/build.py $(COURSE)

lab: tools engine .venv/ready  ## One student host to play with
	$(BIN)/grader lab up student-01

record-demo: tools engine .venv/ready  ## Record the sample class anew, on real student hosts
	$(BIN)/python -m grader.demo.record

record-mistakes: tools engine .venv/ready  ## Record each typical mistake again, on real student hosts
	$(BIN)/python -m tests.exercises.record_mistakes

record-states: tools engine .venv/ready  ## Record what the pages in tests/golden/ need beside mistakes
	$(BIN)/python -m tests.exercises.record_states

golden: .venv/ready  ## Write the pages in tests/golden/ again; read them before you commit them
	$(BIN)/python -m tests.support.golden
	$(BIN)/python -m tests.support.export_golden
	$(BIN)/python -m tests.support.format_golden

mutants: .venv/ready  ## Write the kill rates of the built-in exercises into docs/mutants.md
	$(BIN)/python -m grader.authoring.mutants.page docs/mutants.md

setup: .venv/ready tools engine browser

.venv/ready: pyproject.toml scripts/venv
	scripts/venv

tools:
	scripts/tools ssh:openssh-client sshd:openssh-server mmdebstrap:mmdebstrap iptables:iptables pg_ctlcluster:postgresql busybox:busybox fish:fish

engine:
	scripts/engine

browser: tests/browser/node_modules/ready

tests/browser/node_modules/ready: tests/browser/package-lock.json
	scripts/tools chromium:chromium node:nodejs npm:npm
	cd tests/browser && npm ci --silent --no-audit --no-fund
	touch $@

clean:
	rm -rf .venv .venv-lowest build dist .coverage* htmlcov grader-demo tests/browser/node_modules
