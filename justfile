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

# Speed against other readers, in one process
bench:
    python -m pytest benchmarks/test_*.py -q -s -p no:randomly

# Verdicts against planted truth; writes docs/evaluation.md and docs/evaluation_history.md
evaluate *ARGS:
    python benchmarks/evaluate.py {{ ARGS }} && python benchmarks/evaluate_history.py

# Do 95 % intervals hold 95 % of the truth?
coverage RUNS="1000":
    python benchmarks/coverage.py {{ RUNS }}

# How many records each reader still gives of damaged FIT files; needs LEGCHECK_CORPUS
damage *ARGS:
    python benchmarks/damage_table.py {{ ARGS }}

# Damage N files at random and read them: only a LegcheckError may come out
fuzz N="2000":
    python benchmarks/fuzz.py {{ N }}

# The same for recorded FIT files, with the memory each takes; needs LEGCHECK_CORPUS
fuzz-fit N="2000":
    python benchmarks/fuzz_fit.py {{ N }}
