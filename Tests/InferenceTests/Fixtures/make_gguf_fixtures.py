"""Makes gguf_blocks.json and gguf_py_small.gguf beside this file, with gguf-py 0.19.0 (PyPI: gguf).

gguf_blocks.json: for each tensor type four blocks of stored bytes and the float32 values that
gguf.quants.dequantize gives, both as hex of little-endian bytes. The scales are finite float16: one
ordinary, one negative, one subnormal, and one block of all ones bits elsewhere.
gguf_py_small.gguf: one value of every metadata type and two tensors, written by gguf.GGUFWriter.
"""

import json
import pathlib

import numpy as np
from gguf import GGUFValueType, GGUFWriter, quants
from gguf.constants import GGML_QUANT_SIZES, GGMLQuantizationType as T

HERE = pathlib.Path(__file__).parent
# Where a block keeps its float16 scales.
SCALES = {
    T.F32: [], T.F16: [], T.BF16: [],
    T.Q4_0: [0], T.Q4_1: [0, 2], T.Q5_0: [0], T.Q5_1: [0, 2], T.Q8_0: [0],
    T.Q2_K: [80, 82], T.Q3_K: [108], T.Q4_K: [0, 2], T.Q5_K: [0, 2], T.Q6_K: [208],
    T.IQ4_NL: [0], T.IQ4_XS: [0],
}
BLOCK_SCALES = [[0.0123, 0.0456], [-0.0371, 0.0119], [3e-6, -5e-6], [1.5, 0.75]]
PLAIN = [0.0, -0.0, 1.0, -1.5, 6e-8, -3.1e-5, 65504.0, -0.3333]


def blocks(kind, rng):
    elements, size = GGML_QUANT_SIZES[kind]
    if kind == T.F32:
        return np.array(PLAIN + [1e-42, 3.4e38], dtype=np.float32).view(np.uint8)
    if kind == T.F16:
        return np.array(PLAIN, dtype=np.float16).view(np.uint8)
    if kind == T.BF16:
        return quants.quantize(np.array([PLAIN], dtype=np.float32), kind).reshape(-1).view(np.uint8)
    result = rng.integers(0, 256, (4, size), dtype=np.uint8)
    result[3, :] = 255
    for row, scales in enumerate(BLOCK_SCALES):
        for place, scale in zip(SCALES[kind], scales):
            result[row, place : place + 2] = np.array([scale], dtype=np.float16).view(np.uint8)
    return result.reshape(-1)


def main():
    rng = np.random.default_rng(20)
    lines = []
    for kind in SCALES:
        raw = blocks(kind, rng)
        values = quants.dequantize(raw.view({T.F32: np.float32, T.F16: np.float16}.get(kind, np.uint8)), kind)
        values = values.astype(np.float32).reshape(-1)
        assert np.isfinite(values).all()
        elements, size = GGML_QUANT_SIZES[kind]
        assert len(values) // elements * size == len(raw)
        entry = {"name": kind.name, "type": int(kind), "blockSize": elements, "bytesPerBlock": size,
                 "bytes": raw.tobytes().hex(), "floats": values.astype("<f4").tobytes().hex()}
        lines.append(json.dumps(entry))
    (HERE / "gguf_blocks.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")

    writer = GGUFWriter(HERE / "gguf_py_small.gguf", "test")
    writer.add_uint8("a.uint8", 200)
    writer.add_int8("a.int8", -100)
    writer.add_uint16("a.uint16", 60000)
    writer.add_int16("a.int16", -30000)
    writer.add_uint32("a.uint32", 4000000000)
    writer.add_int32("a.int32", -2000000000)
    writer.add_uint64("a.uint64", 2**63 + 5)
    writer.add_int64("a.int64", -(2**62))
    writer.add_float32("a.float32", 0.1)
    writer.add_float64("a.float64", 0.1)
    writer.add_bool("a.bool", True)
    writer.add_string("a.string", "Ġ\n\u00e0")
    writer.add_array("a.strings", ["", "a", "Ġthe", "\u00e0", "a\u0300"])
    writer.add_array("a.int32s", [3, -1, 2])
    writer.add_array("a.float32s", [0.5, -0.25])
    writer.add_key_value("a.bools", [True, False], GGUFValueType.ARRAY, GGUFValueType.BOOL)
    writer.add_tensor("direction.1", np.array([0.5, -1.0, 2.0], dtype=np.float32))
    writer.add_tensor("blk.0.weight", np.arange(6, dtype=np.float32).reshape(2, 3))
    writer.add_tensor("quantised", np.arange(36, dtype=np.uint8).reshape(2, 18), raw_dtype=T.Q4_0)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


main()
