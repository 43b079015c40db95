"""Continues a text in llama.cpp, steered by a vector that `steer convert --format llama.cpp` wrote.

usage: steered.py MODEL VECTOR LAYER COEFFICIENT
"""

import ctypes
import sys

import llama_cpp
import numpy
from gguf import GGUFReader

model, vector, layer, coefficient = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
llama = llama_cpp.Llama(model, n_ctx=256, verbose=False)
rows = {int(tensor.name.split(".")[1]): tensor.data for tensor in GGUFReader(vector).tensors}
data = numpy.zeros((max(rows), len(rows[layer])), numpy.float32)
for block, row in rows.items():
    data[block - 1] = coefficient * row  # what is added to the output of this block
pointer = data.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
if llama_cpp.llama_set_adapter_cvec(llama.ctx, pointer, data.size, data.shape[1], layer, layer) != 0:
    sys.exit("llama.cpp refused the control vector")
print(llama("Our kitchen was", max_tokens=24, temperature=0)["choices"][0]["text"])
