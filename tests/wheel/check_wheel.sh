#!/bin/sh
# Builds the wheel, installs it into a fresh environment beside the locked packages, and runs it from a foreign folder.
set -eu
root=$(cd -P -- "$(dirname -- "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1

"$root/.venv/bin/python" -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir "$work" "$root"
"$root/.venv/bin/python" -m venv --without-pip "$work/venv"
"$root/.venv/bin/python" -m pip --python "$work/venv" install --quiet --no-deps "$work"/*.whl
# The locked packages are seen through one line; the editable install beside them is not, as a line's own lines are not read.
locked=$("$root/.venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
fresh=$("$work/venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
echo "$locked" >"$fresh/locked_packages.pth"

mkdir "$work/foreign"
cp "$root/examples/01_first_evaluation/request.json" "$work/foreign/"
cd "$work/foreign"
"$work/venv/bin/python" - "$root" <<'PY'
import sys
from pathlib import Path

import procurement_plugin
from procurement_plugin.bootstrap.settings import data_directory

root = Path(sys.argv[1])
for found in (Path(procurement_plugin.__file__), *map(data_directory, ("config", "schemas", "templates", "examples"))):
    assert root not in found.resolve().parents, f"{found} is in the checkout"
PY
"$work/venv/bin/procurement-plugin" config check >config.txt
grep -q 'transport_emissions.road_circuity' config.txt
"$work/venv/bin/procurement-plugin" evaluate request.json \
    --json evaluation.json --csv evaluation.csv --pdf justification.pdf >ranking.txt
grep -q 'Trial evaluation' ranking.txt
head -c 5 justification.pdf | grep -q '%PDF-'
echo "the wheel scores and prints from a foreign folder"
