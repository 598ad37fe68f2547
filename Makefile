# Each target sets up what it needs: the first call makes .venv from requirements.lock.
PYTHON ?= python3
BIN := .venv/bin
OUT ?= out
ARGS ?=

.PHONY: run demo test check tour pictures gallery bench build clean audit lock environment

environment:
	@$(PYTHON) tools/setup_environment.py

run: environment            ## set-up or sign-in; ARGS="demo" starts the fictional clinic
	@$(BIN)/python -m app $(ARGS)

demo: environment           ## the fictional clinic in a throw-away folder
	@$(BIN)/python -m app demo

test: environment           ## every test, without a display
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -X dev -m pytest $(ARGS)

check: environment          ## style, types, import rules
	$(BIN)/ruff check app tests benchmarks tools
	$(BIN)/mypy app tests benchmarks tools
	$(BIN)/lint-imports --no-cache
	$(BIN)/python tools/check_project.py

tour: environment           ## a whole visit and the privacy desk in the demo clinic, each screen saved to OUT
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.journeys.tour $(OUT)

pictures: tour              ## the pictures of the README, drawn by a tour
	@$(BIN)/python tools/readme_pictures.py $(OUT)

gallery: environment        ## every component and form widget in every state, saved to OUT
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.journeys.gallery $(OUT)

bench: environment          ## speed, each row beside its floor; table on screen, JSON in benchmarks/out
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m benchmarks $(ARGS)

build: environment          ## the PyInstaller folder in dist/, started once to prove it
	@$(BIN)/pyinstaller --noconfirm --log-level WARN build.spec
	@$(BIN)/python tools/prove_build.py

audit: environment          ## known vulnerabilities in the locked packages (needs the network)
	@$(BIN)/pip-audit -r requirements.lock --disable-pip --require-hashes

lock: environment           ## resolve requirements.lock again after a change in pyproject.toml
	@$(BIN)/uv pip compile --universal --generate-hashes --no-header --no-annotate --all-extras -q pyproject.toml -o requirements.lock

clean:                      ## everything that can be made again
	@rm -rf .venv .cache build dist out benchmarks/out *.egg-info .hypothesis .coverage .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
