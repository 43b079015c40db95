"""usage: requantise.py SOURCE.gguf TARGET.gguf: the same model in Q4_0, for which llama.cpp has faster CPU kernels."""

import ctypes
import sys

import llama_cpp


@llama_cpp.llama_log_callback
def silent(level, text, user_data) -> None:
    pass


source, target = sys.argv[1:]
llama_cpp.llama_log_set(silent, ctypes.c_void_p(0))
options = llama_cpp.llama_model_quantize_default_params()
options.ftype = llama_cpp.LLAMA_FTYPE_MOSTLY_Q4_0
options.allow_requantize = True
status = llama_cpp.llama_model_quantize(source.encode(), target.encode(), ctypes.byref(options))
if status != 0:
    sys.exit(f"llama.cpp could not quantise {source}: status {status}")
