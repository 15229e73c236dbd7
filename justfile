# One visible line per habit. `just` alone lists them.

default:
    @just --list --unsorted

# Everything a change must pass
check:
    ruff check && ruff format --check && mypy && lint-imports && python -m pytest -n auto

# Some tests: just test -k fade
test *ARGS:
    python -m pytest {{ ARGS }}

# Build the documentation into site/
docs:
    mkdocs build --strict

# Make sample_files/ anew
samples:
    python -m legcheck.synth.samples sample_files
