#!/usr/bin/env bash
# Proves that `pip install .` gives a working mnistpad, shipped model and icons included, away from the checkout.
# Needs a network or a filled pip cache, and about a minute.
set -euo pipefail

project=$(cd "$(dirname "$0")/../../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m venv --without-pip "$folder/venv"
python3 -m pip --python "$folder/venv/bin/python" install --quiet --disable-pip-version-check "$project"
cd "$folder"
unset PYTHONPATH
export MNISTPAD_HOME="$folder/home"
venv/bin/mnistpad --version
venv/bin/mnistpad smoke-test
where=$(venv/bin/python -c 'from mnistpad import resources; print(resources.shipped_model())')
case "$where" in "$folder"/venv/*) ;; *) echo "FAILED: the model comes from $where" >&2; exit 1 ;; esac
test -s "$(venv/bin/python -c 'from mnistpad import resources; print(resources.path("icons", "pen.svg"))')"
status=0
env -u DISPLAY -u WAYLAND_DISPLAY -u QT_QPA_PLATFORM venv/bin/mnistpad 2>said || status=$?
test "$status" = 2
grep -q '^mnistpad: There is no screen' said
echo "all of it works"
