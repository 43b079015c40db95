"""usage: model.py SOURCE.gguf TARGET.gguf: a model of Llama 2 7B's shape whose weights mean nothing, in Q4_0.

It takes as long to load and to run as a real one; vocabulary and tokenizer are the source's, so that texts are
too. Needs the package gguf.
"""

import sys

import gguf
import numpy as np

LAYERS, WIDTH, HEADS, FEED_FORWARD = 32, 4096, 32, 11008
SHAPE = {
    "llama.block_count": LAYERS, "llama.embedding_length": WIDTH, "llama.attention.head_count": HEADS,
    "llama.attention.head_count_kv": HEADS, "llama.feed_forward_length": FEED_FORWARD,
    "llama.rope.dimension_count": WIDTH // HEADS, "general.file_type": int(gguf.LlamaFileType.MOSTLY_Q4_0),
}
Q4_0 = gguf.GGMLQuantizationType.Q4_0

source, target = sys.argv[1:]
reader = gguf.GGUFReader(source)
writer = gguf.GGUFWriter(target, "llama")
for name, field in reader.fields.items():
    if name.startswith("GGUF.") or name == "general.architecture":
        continue
    kind = field.types[0]
    inner = field.types[1] if len(field.types) > 1 else None
    writer.add_key_value(name, SHAPE.get(name, field.contents()), kind, sub_type=inner)
vocabulary = len(reader.fields["tokenizer.ggml.tokens"].data)

generator = np.random.default_rng(7)


def matrix(rows: int, columns: int) -> np.ndarray:
    """Blocks of 32 weights: a scale of 0.002 as fp16, then two weights a byte."""
    blocks = np.empty((rows, columns // 32, 18), dtype=np.uint8)
    blocks[..., :2] = np.frombuffer(np.float16(0.002).tobytes(), dtype=np.uint8)
    blocks[..., 2:] = generator.integers(0, 256, size=(rows, columns // 32, 16), dtype=np.uint8)
    return blocks.reshape(rows, -1)


ones = np.ones(WIDTH, dtype=np.float32)
# One block's matrices serve all: what they hold takes no time.
block = {
    "attn_q": matrix(WIDTH, WIDTH), "attn_k": matrix(WIDTH, WIDTH), "attn_v": matrix(WIDTH, WIDTH),
    "attn_output": matrix(WIDTH, WIDTH), "ffn_gate": matrix(FEED_FORWARD, WIDTH),
    "ffn_up": matrix(FEED_FORWARD, WIDTH), "ffn_down": matrix(WIDTH, FEED_FORWARD),
}
writer.add_tensor("token_embd.weight", matrix(vocabulary, WIDTH), raw_dtype=Q4_0)
writer.add_tensor("output.weight", matrix(vocabulary, WIDTH), raw_dtype=Q4_0)
writer.add_tensor("output_norm.weight", ones)
for layer in range(LAYERS):
    for name in ("attn_norm", "ffn_norm"):
        writer.add_tensor(f"blk.{layer}.{name}.weight", ones)
    for name, weights in block.items():
        writer.add_tensor(f"blk.{layer}.{name}.weight", weights, raw_dtype=Q4_0)
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
