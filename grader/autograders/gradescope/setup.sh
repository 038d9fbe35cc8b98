#!/usr/bin/env bash
# Gradescope runs this once, when it builds the image of the assignment: it installs the grader that the zip brings.
set -euo pipefail
source=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

find_python() {
  for python in python3.14 python3.13 python3.12 python3.11 python3; do
    if "$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      return
    fi
  done
  return 1
}

if ! find_python; then
  apt-get update -qq
  # The first is what newer images have; Ubuntu 22.04 has the second beside an older one.
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3 python3-venv >/dev/null
  find_python || DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3.11 python3.11-venv >/dev/null
  find_python || { echo 'The grader needs Python 3.11 or newer: choose a newer image, such as Ubuntu 24.04.' >&2; exit 1; }
fi
"$python" -m venv "$source/venv"
"$source/venv/bin/python" -m pip install --quiet "$source"/*.whl
"$source/venv/bin/grader" --version
