#!/usr/bin/env bash
# usage: setup.sh DIR
# Puts llama.cpp's Python binding under DIR/venv, once. It compiles llama.cpp: some ten minutes on two cores.
set -euo pipefail
mkdir -p "$1" && cd "$1"
[ -d venv ] || python3 -m venv venv
CMAKE_ARGS="-DLLAVA_BUILD=OFF" nice venv/bin/pip install --quiet llama-cpp-python==0.3.36 numpy==2.4.6
