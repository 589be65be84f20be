#!/bin/sh
# Builds the wheel, installs it beside the locked packages, and runs it from a foreign directory.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$root/.venv/bin/python" -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation \
    --wheel-dir "$work" "$root"
"$root/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --target "$work/installed" \
    "$work"/*.whl
cp "$root/examples/01_first_evaluation/request.json" "$work/"
cd "$work"
# The wheel stands before the checkout on the path; the editable install must not be what is imported.
export PYTHONPATH="$work/installed" PYTHONSAFEPATH=1
"$root/.venv/bin/python" - "$root" <<'PY'
import sys
from pathlib import Path

import procurement_plugin
from procurement_plugin.bootstrap.settings import data_directory

root = Path(sys.argv[1])
for found in (Path(procurement_plugin.__file__), *map(data_directory, ("config", "schemas", "templates"))):
    assert root not in found.parents, f"{found} is in the checkout"
PY
run() { "$root/.venv/bin/python" -c 'from procurement_plugin.bootstrap.cli import main; main()' "$@"; }
run config check >config.txt
grep -q 'transport_emissions.road_circuity' config.txt
run evaluate request.json --json evaluation.json --csv evaluation.csv --pdf justification.pdf >ranking.txt
grep -q 'Trial evaluation' ranking.txt
head -c 5 justification.pdf | grep -q '%PDF-'
echo "the wheel scores and prints from a foreign directory"
