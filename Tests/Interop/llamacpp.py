"""A vector made and written by `steer` must steer real llama.cpp to the same text.

steer extracts a vector, writes it as a control vector and writes greedy text with it over ranges of blocks. llama.cpp
reads the file, is steered by it in the same range at the same scale, and reads that text token by token.

The rule, fixed before the first run: at *every* step of every text, llama.cpp must put steer's token within TOLERANCE
logits of its own best one. So the texts are the same but for near-ties, and after one they are still compared.

  F32    an F32 export of the model beside `--precision exact`: 1e-2, what rounding in another order may give.
  Q4_1   the model as it is beside `--precision draft`: 0.5. Both quantise activations to 8 bits, each in its own way;
         on unsteered text llama.cpp parts from exact arithmetic at margins up to 0.38.

The check of the check: with the directions one block off, the same texts must break the rule.

Seen with llama-cpp-python 0.3.36 on x86-64, 24 texts of 24 tokens each way: F32, all 24 texts identical, no token below
llama.cpp's best, and one block off all 24 break the rule; Q4_1, 24 of 576 tokens below the best, by 0.43 at most, and
one block off 21 texts break the rule, by up to 3.5.
"""

import argparse
import ctypes
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import llama_cpp
import numpy as np
from llama_cpp._ctypes_extensions import load_shared_library

TOLERANCE = {"F32": 1e-2, "Q4_1": 0.5}
PRECISION = {"F32": "exact", "Q4_1": "draft"}
NEW_TOKENS = 24

PAIRS = [
    ("I really love", "I really hate"),
    ("I absolutely adore", "I absolutely despise"),
    ("Nothing makes me happier than", "Nothing makes me angrier than"),
]
PROMPTS = [
    "The weather today is",
    "My opinion of the new movie is that it",
    "When I think about my job I feel",
    "The food at the restaurant was",
]
# First and last block, and the scales: at one block, at some, at all that llama.cpp can steer.
DOSES = [
    (15, 15, (-2, 1, 2)),
    (10, 20, (-0.5, 0.5)),
    (1, 29, (0.1,)),
]


@llama_cpp.llama_log_callback
def silent(level, text, user_data) -> None:
    pass


# MARK: steer


class Steer:
    def __init__(self, command: Path):
        self.command = command

    def run(self, *arguments: str | Path) -> str:
        done = subprocess.run(
            ["nice", self.command, *arguments], stdout=subprocess.PIPE, text=True, check=False
        )
        if done.returncode != 0:
            sys.exit(f"steer {' '.join(map(str, arguments))}: status {done.returncode}")
        return done.stdout

    def vector(self, folder: Path) -> Path:
        """The vector of PAIRS, in this project's format."""
        pairs = folder / "pairs.jsonl"
        pairs.write_text("".join(json.dumps({"positive": p, "negative": n}) + "\n" for p, n in PAIRS))
        output = folder / "vector.gguf"
        self.run("extract", "--model", "smollm2-135m", "--pairs", pairs, "--output", output)
        return output

    def text(self, prompt: str, vector: Path, first: int, last: int, scale: float, precision: str) -> dict:
        return json.loads(self.run(
            "generate", "--json", "--model", "smollm2-135m", "--precision", precision, "--vector", vector,
            "--layers", f"{first}-{last}", "--coefficient", str(scale), "--ignore-end",
            "--max-new-tokens", str(NEW_TOKENS), prompt,
        ))


# MARK: llama.cpp


class GGUFParameters(ctypes.Structure):
    _fields_ = [("no_alloc", ctypes.c_bool), ("ctx", ctypes.c_void_p)]


def control_vector(path: Path) -> np.ndarray:
    """[blocks from 1, width], as `common_control_vector_load` reads a file, with llama.cpp's own GGUF reader."""
    ggml = load_shared_library("ggml-base", Path(llama_cpp.__file__).parent / "lib")
    ggml.gguf_init_from_file.restype = ctypes.c_void_p
    ggml.gguf_init_from_file.argtypes = [ctypes.c_char_p, GGUFParameters]
    for name, result, arguments in [
        ("gguf_get_n_tensors", ctypes.c_int64, []),
        ("gguf_get_data_offset", ctypes.c_size_t, []),
        ("gguf_get_tensor_name", ctypes.c_char_p, [ctypes.c_int64]),
        ("gguf_get_tensor_type", ctypes.c_int, [ctypes.c_int64]),
        ("gguf_get_tensor_offset", ctypes.c_size_t, [ctypes.c_int64]),
        ("gguf_get_tensor_size", ctypes.c_size_t, [ctypes.c_int64]),
    ]:
        function = getattr(ggml, name)
        function.restype, function.argtypes = result, [ctypes.c_void_p, *arguments]

    file = ggml.gguf_init_from_file(str(path).encode(), GGUFParameters(True, None))
    assert file, f"llama.cpp cannot read {path}"
    rows: dict[int, np.ndarray] = {}
    for index in range(ggml.gguf_get_n_tensors(file)):
        kind, layer = ggml.gguf_get_tensor_name(file, index).decode().split(".", 1)
        assert kind == "direction" and int(layer) >= 1, "llama.cpp refuses such a name"
        assert ggml.gguf_get_tensor_type(file, index) == 0, "llama.cpp wants F32"
        start = ggml.gguf_get_data_offset(file) + ggml.gguf_get_tensor_offset(file, index)
        rows[int(layer)] = np.fromfile(
            path, "<f4", count=ggml.gguf_get_tensor_size(file, index) // 4, offset=start
        )
    directions = np.zeros((max(rows), len(rows[max(rows)])), np.float32)
    for layer, row in rows.items():
        directions[layer - 1] += row
    return directions


def exported(source: Path, target: Path) -> Path:
    """The model with its weights dequantised to F32, once."""
    if not target.exists():
        options = llama_cpp.llama_model_quantize_default_params()
        options.ftype = llama_cpp.LLAMA_FTYPE_ALL_F32
        options.allow_requantize = True
        part = target.with_suffix(".part")
        status = llama_cpp.llama_model_quantize(str(source).encode(), str(part).encode(), ctypes.byref(options))
        assert status == 0, f"llama.cpp could not export {source}"
        part.rename(target)
    return target


class Model:
    def __init__(self, path: Path, is_float: bool, threads: int):
        self.pointer = llama_cpp.llama_model_load_from_file(
            str(path).encode(), llama_cpp.llama_model_default_params()
        )
        assert self.pointer, f"llama.cpp cannot load {path}"
        vocabulary = llama_cpp.llama_model_get_vocab(self.pointer)
        self.vocabulary_size = llama_cpp.llama_vocab_n_tokens(vocabulary)
        settings = llama_cpp.llama_context_default_params()
        settings.n_ctx = settings.n_batch = settings.n_ubatch = 256
        settings.n_threads = settings.n_threads_batch = threads
        if is_float:
            settings.type_k = settings.type_v = llama_cpp.GGML_TYPE_F32
            settings.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED
        self.context = llama_cpp.llama_init_from_model(self.pointer, settings)
        self.batch = llama_cpp.llama_batch_init(256, 0, 1)

    def steer(self, directions: np.ndarray, scale: float, first: int, last: int) -> None:
        data = np.ascontiguousarray(np.float32(scale) * directions)
        status = llama_cpp.llama_set_adapter_cvec(
            self.context, data.ctypes.data_as(ctypes.POINTER(ctypes.c_float)), data.size, data.shape[1], first, last
        )
        assert status == 0, "llama.cpp refused the control vector"

    def logits(self, tokens: list[int], start: int = 0) -> np.ndarray:
        """[tokens, vocabulary], after each of the tokens, which stand from `start` on."""
        if start == 0:
            llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(self.context), True)
        self.batch.n_tokens = len(tokens)
        for index, token in enumerate(tokens):
            self.batch.token[index] = token
            self.batch.pos[index] = start + index
            self.batch.n_seq_id[index] = 1
            self.batch.seq_id[index][0] = 0
            self.batch.logits[index] = True
        assert llama_cpp.llama_decode(self.context, self.batch) == 0, "llama.cpp could not decode"
        logits = llama_cpp.llama_get_logits(self.context)
        return np.ctypeslib.as_array(logits, shape=(len(tokens), self.vocabulary_size)).copy()

    def text(self, prompt: list[int]) -> list[int]:
        ids: list[int] = []
        step = self.logits(prompt)[-1]
        while True:
            ids.append(int(step.argmax()))
            if len(ids) == NEW_TOKENS:
                return ids
            step = self.logits(ids[-1:], start=len(prompt) + len(ids) - 1)[-1]

    def gaps(self, prompt: list[int], ids: list[int]) -> np.ndarray:
        """How far each token's logit is below the best one, given the tokens before it."""
        logits = self.logits(prompt + ids[:-1])[len(prompt) - 1:]
        return logits.max(1) - logits[np.arange(len(ids)), ids]


# MARK: The comparison


@dataclass
class Outcome:
    texts: int = 0
    identical: int = 0
    steps: int = 0
    ties: int = 0
    worst: float = 0
    worst_of_fault: float = 0
    broken_by_fault: int = 0


def compare(steer: Steer, model: Model, vector: Path, directions: np.ndarray, kind: str) -> Outcome:
    outcome = Outcome()
    off = np.roll(directions, 1, axis=0)
    for first, last, scales in DOSES:
        for scale in scales:
            for prompt in PROMPTS:
                ours = steer.text(prompt, vector, first, last, scale, PRECISION[kind])
                ids, prompt_ids = ours["ids"], ours["prompt_ids"]
                model.steer(directions, scale, first, last)
                gaps = model.gaps(prompt_ids, ids)
                outcome.texts += 1
                outcome.identical += model.text(prompt_ids) == ids
                outcome.steps += len(ids)
                outcome.ties += int((gaps > 0).sum())
                outcome.worst = max(outcome.worst, float(gaps.max()))
                if gaps.max() >= TOLERANCE[kind]:
                    print(
                        f"  {kind}, blocks {first}-{last}, scale {scale}, {prompt!r}: step {gaps.argmax()}: "
                        f"{gaps.max():.4f} logits below llama.cpp's best"
                    )
                model.steer(off, scale, first + 1, min(last + 1, len(off)))
                fault = float(model.gaps(prompt_ids, ids).max())
                outcome.broken_by_fault += fault >= TOLERANCE[kind]
                outcome.worst_of_fault = max(outcome.worst_of_fault, fault)
            print(
                f"  {kind}, blocks {first}-{last}, scale {scale}: so far {outcome.identical} of {outcome.texts} texts "
                f"identical, at most {outcome.worst:.2g} logits below llama.cpp's best", flush=True,
            )
    return outcome


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steer", type=Path, required=True, help="the command")
    parser.add_argument("--setup", type=Path, required=True, help="the folder that setup.sh filled")
    parser.add_argument("--threads", type=int, default=1, help="more wait for each other where others use the machine")
    options = parser.parse_args()
    llama_cpp.llama_log_set(silent, ctypes.c_void_p(0))
    llama_cpp.llama_backend_init()

    steer = Steer(options.steer)
    weights = Path(steer.run("model", "path").strip())
    files = {"F32": exported(weights, options.setup / "smollm2-f32.gguf"), "Q4_1": weights}
    failed = False
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        vector = steer.vector(folder)
        written = folder / "llamacpp.gguf"
        steer.run("convert", "--quiet", vector, written, "--format", "llama.cpp", "--force")
        directions = control_vector(written)
        assert (directions == control_vector(vector)).all(), "this project's own file is another control vector"
        print(f"llama.cpp reads {len(directions)} directions of width {directions.shape[1]} from either file")
        for kind, file in files.items():
            outcome = compare(steer, Model(file, kind == "F32", options.threads), vector, directions, kind)
            holds = outcome.worst < TOLERANCE[kind]
            told = outcome.worst_of_fault >= TOLERANCE[kind] and outcome.broken_by_fault > outcome.texts / 2
            failed |= not holds or not told
            print(
                f"{kind} beside --precision {PRECISION[kind]}: {outcome.identical} of {outcome.texts} texts identical; "
                f"of {outcome.steps} tokens {outcome.ties} are not llama.cpp's best, at most {outcome.worst:.2g} logits "
                f"below it (allowed {TOLERANCE[kind]}): {'holds' if holds else 'FAILS'}\n"
                f"  one block off: {outcome.broken_by_fault} texts break the rule, by up to {outcome.worst_of_fault:.2g}: "
                f"{'told apart' if told else 'NOT TOLD APART'}"
            )
    sys.exit(failed)


if __name__ == "__main__":
    main()
