# Every target makes and uses .venv; nothing is needed but Python 3.11 or newer and a package index.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
# Two processes: tests wait for the database and for chromium as much as for the processor. In the order of the
# files: the few long tests of the browser come first, so that neither process works alone at the end.
TEST_ARGS ?= -n 2 --dist loadfile --no-loadscope-reorder
# Where templates and JavaScript of our own are.
APPS := common departments desks policies tracker

.PHONY: run test lint format lock
.DEFAULT_GOAL := run

# The made-up 云岭省; LEDGERS=jilin: the ledgers of real documents of 吉林省, in a database of their own.
LEDGERS ?= yunling
run: .venv/runtime.stamp
	@exec env PORT=$(PORT) LEDGERS=$(LEDGERS) $(BIN)/python scripts/run_demo.py

# Without the tests that take long: LONG=run runs them too, as .ci/run does.
LONG ?= skip
test: .venv/dev.stamp
	LONG=$(LONG) $(BIN)/python -m pytest $(TEST_ARGS)

lint: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet $(APPS)
	$(BIN)/oxlint --deny-warnings --quiet $(APPS)
	$(BIN)/python manage.py makemigrations --check --dry-run

format: .venv/dev.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Keeps the pinned versions as far as pyproject.toml allows; `make lock UPGRADE=--upgrade` takes the newest.
lock: .venv/dev.stamp
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header $(UPGRADE) \
		pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header $(UPGRADE) \
		--extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header $(UPGRADE) \
		--extra ldap -c requirements.lock pyproject.toml -o requirements-ldap.lock

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3"; exit 1; }
	$(PYTHON) -m venv .venv

# The stamps are touched last, so that an interrupted installation is begun again.
.venv/runtime.stamp: requirements.lock | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@touch $@

# Needs OpenLDAP's headers (Debian: libldap-dev, libsasl2-dev) and gcc; asked for by LDAP_URI alone.
.venv/ldap.stamp: requirements-ldap.lock .venv/dev.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-ldap.lock
	@touch $@

.venv/dev.stamp: requirements-dev.lock | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@touch $@
