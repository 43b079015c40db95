"""llama.cpp through llama-cpp-python, steered by its control vectors.

A control vector holds for a whole context, so the sequences of one batch are the prompts of one cell. There is no
scoring sweep: llama.cpp cannot add a control vector after the first layer.
"""

import ctypes
import json
import time
from pathlib import Path

import llama_cpp
import numpy as np
from llama_cpp._ctypes_extensions import load_shared_library

import sweep
from sweep import Cell, Outcome, Sweep

BATCH = 512  # tokens

Entry = tuple[int, int, int, bool]  # (token, position, sequence, whether its logits are wanted)


@llama_cpp.llama_log_callback
def silent(level, text, user_data) -> None:
    pass


class Model:
    def __init__(self, path: Path, threads: int):
        llama_cpp.llama_log_set(silent, ctypes.c_void_p(0))
        llama_cpp.llama_backend_init()
        self.threads = threads
        self.pointer = llama_cpp.llama_model_load_from_file(
            str(path).encode(), llama_cpp.llama_model_default_params()
        )
        if not self.pointer:
            raise SystemExit(f"llama.cpp cannot load {path}")
        self.vocabulary = llama_cpp.llama_model_get_vocab(self.pointer)
        self.vocabulary_size = llama_cpp.llama_vocab_n_tokens(self.vocabulary)
        self.dimension = llama_cpp.llama_model_n_embd(self.pointer)
        self.layers = llama_cpp.llama_model_n_layer(self.pointer)

    def tokens(self, text: str) -> list[int]:
        encoded = text.encode()
        room = len(encoded) + 8
        buffer = (llama_cpp.llama_token * room)()
        count = llama_cpp.llama_tokenize(self.vocabulary, encoded, len(encoded), buffer, room, False, False)
        return list(buffer[:count])


class Context:
    def __init__(self, model: Model, sequences: int, callback=None, tokens: int = 256):
        self.model = model
        settings = llama_cpp.llama_context_default_params()
        settings.n_ctx = tokens * sequences
        settings.n_batch = settings.n_ubatch = BATCH
        settings.n_seq_max = sequences
        settings.n_threads = settings.n_threads_batch = model.threads
        settings.kv_unified = True
        if callback:
            settings.cb_eval = callback
        self.pointer = llama_cpp.llama_init_from_model(model.pointer, settings)
        self.memory = llama_cpp.llama_get_memory(self.pointer)
        self.batch = llama_cpp.llama_batch_init(BATCH, 0, 1)

    def steer(self, cell: Cell | None, vectors: np.ndarray) -> None:
        """The buffer of a control vector starts at the second layer."""
        change = np.zeros((self.model.layers - 1, self.model.dimension), np.float32)
        layer, coefficient = cell or (1, 0.0)
        change[layer - 1] = coefficient * vectors[layer]
        data = change.ctypes.data_as(ctypes.POINTER(ctypes.c_float)) if coefficient else None
        size = change.size if coefficient else 0
        status = llama_cpp.llama_set_adapter_cvec(
            self.pointer, data, size, self.model.dimension, layer, layer
        )
        assert status == 0, "llama.cpp refused the control vector"

    def forget(self) -> None:
        llama_cpp.llama_memory_clear(self.memory, True)

    def decode(self, entries: list[Entry]) -> np.ndarray:
        """The wanted logits, in order. They are llama.cpp's own memory, valid until the next call."""
        self.batch.n_tokens = len(entries)
        for index, (token, position, sequence, wanted) in enumerate(entries):
            self.batch.token[index] = token
            self.batch.pos[index] = position
            self.batch.n_seq_id[index] = 1
            self.batch.seq_id[index][0] = sequence
            self.batch.logits[index] = wanted
        assert llama_cpp.llama_decode(self.pointer, self.batch) == 0, "llama.cpp could not decode"
        rows = sum(wanted for *_, wanted in entries)
        logits = llama_cpp.llama_get_logits(self.pointer)
        return np.ctypeslib.as_array(logits, shape=(rows, self.model.vocabulary_size))


def mean_difference(model: Model, positive: list[str], negative: list[str]) -> np.ndarray:
    """[layer, dimension], read from the tensors l_out-0, l_out-1, … while llama.cpp computes them."""
    folder = Path(llama_cpp.__file__).parent / "lib"
    ggml = load_shared_library("ggml-base", folder)
    ggml.ggml_get_name.restype = ctypes.c_char_p
    ggml.ggml_get_name.argtypes = [ctypes.c_void_p]
    ggml.ggml_nbytes.restype = ctypes.c_size_t
    ggml.ggml_nbytes.argtypes = [ctypes.c_void_p]
    ggml.ggml_backend_tensor_get.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t]
    residuals = np.zeros((model.layers, model.dimension), np.float32)

    @llama_cpp.ggml_backend_sched_eval_callback
    def read(tensor, asked: bool, user_data) -> bool:
        name: bytes = ggml.ggml_get_name(tensor)
        if not name.startswith(b"l_out-"):
            return not asked
        if not asked:
            size = ggml.ggml_nbytes(tensor)
            values = np.empty(size // 4, np.float32)
            ggml.ggml_backend_tensor_get(tensor, values.ctypes.data, 0, size)
            residuals[int(name.removeprefix(b"l_out-"))] = values[-model.dimension:]
        return True

    context = Context(model, sequences=1, callback=read)

    def last_token_residuals(text: str) -> np.ndarray:
        tokens = model.tokens(text)
        context.forget()
        context.decode([(token, place, 0, place == len(tokens) - 1) for place, token in enumerate(tokens)])
        return residuals.copy()

    means = [np.mean([last_token_residuals(text) for text in texts], axis=0) for texts in (positive, negative)]
    llama_cpp.llama_free(context.pointer)
    return means[0] - means[1]


def generate(context: Context, prompts: list[list[int]], new_tokens: int) -> list[list[int]]:
    context.forget()
    logits = context.decode([
        (token, place, sequence, place == len(prompt) - 1)
        for sequence, prompt in enumerate(prompts)
        for place, token in enumerate(prompt)
    ])
    continuations: list[list[int]] = [[] for _ in prompts]
    for step in range(new_tokens):
        for continuation, token in zip(continuations, logits.argmax(1)):
            continuation.append(int(token))
        if step < new_tokens - 1:
            logits = context.decode([
                (continuation[-1], len(prompt) + step, sequence, True)
                for sequence, (prompt, continuation) in enumerate(zip(prompts, continuations))
            ])
    return continuations


def continuation_nll(context: Context, prompts: list[list[int]], continuations: list[list[int]]) -> list[float]:
    """The mean over each continuation; as many whole rows go into a batch as fit."""
    groups: list[list[int]] = [[]]
    room = BATCH
    for row, (prompt, continuation) in enumerate(zip(prompts, continuations)):
        length = len(prompt) + len(continuation) - 1
        if length > room:
            groups.append([])
            room = BATCH
        groups[-1].append(row)
        room -= length

    means: list[float] = []
    for group in groups:
        context.forget()
        logits = context.decode([
            (token, place, sequence, place >= len(prompts[row]) - 1)
            for sequence, row in enumerate(group)
            for place, token in enumerate((prompts[row] + continuations[row])[:-1])
        ])
        targets = np.concatenate([continuations[row] for row in group])
        largest = logits.max(1)
        normaliser = largest + np.log(np.exp(logits - largest[:, None]).sum(1))
        nll = normaliser - logits[np.arange(len(targets)), targets]
        means += nll.reshape(len(group), -1).mean(1).tolist()
    return means


def standard_sweep(model: Model, plan: Sweep, outcome: Outcome) -> None:
    with outcome.timed("extract"):
        vectors = mean_difference(model, plan.positive, plan.negative)
    context = Context(model, sequences=len(plan.standard.prompts))
    prompts = [model.tokens(text) for text in plan.standard.prompts]
    for cell in plan.standard.cells:
        with outcome.timed("generation"):
            context.steer(cell, vectors)
            continuations = generate(context, prompts, plan.new_tokens)
        with outcome.timed("scoring"):
            context.steer(None, vectors)
            nll = continuation_nll(context, prompts, continuations)
        outcome.continuations[cell] = continuations
        outcome.nll[cell] = nll


def speed(model: Model, steps: int = 16) -> dict:
    """Tokens per second: one text of 240 tokens, of which the last logits are read, and greedy rows after six."""
    tokens = [3 + place % 97 for place in range(240)]

    def prefill() -> float:
        context = Context(model, sequences=1)
        start = time.perf_counter()
        context.decode([(token, place, 0, place == 239) for place, token in enumerate(tokens)])
        seconds = time.perf_counter() - start
        llama_cpp.llama_free(context.pointer)
        return 240 / seconds

    def decode(rows: int) -> float:
        context = Context(model, sequences=rows, tokens=64)
        prompts = [[token + row for token in tokens[:6]] for row in range(rows)]
        generate(context, prompts, 1)
        start = time.perf_counter()
        for step in range(steps):
            logits = context.decode([(prompts[row][step % 6], 6 + step, row, True) for row in range(rows)])
            logits.argmax(1)
        seconds = time.perf_counter() - start
        llama_cpp.llama_free(context.pointer)
        return rows * steps / seconds

    return {"prefill": max(prefill() for _ in range(3)), "decode": {rows: decode(rows) for rows in (1, 8, 40)}}


def main() -> None:
    parser = sweep.argument_parser(__doc__, "GGUF file")
    parser.add_argument("--speed", action="store_true", help="prefill and decoding in place of the sweeps")
    options = parser.parse_args()
    if options.speed:
        print(json.dumps({"speed": speed(Model(options.model, options.threads))}))
        return
    if options.only == "scoring":
        parser.error("llama.cpp has no scoring sweep here")
    plan = sweep.load_sweep(options.sweep)
    model = Model(options.model, options.threads)
    outcome = Outcome()
    standard_sweep(model, plan, outcome)
    precision = options.model.stem.lower().replace(".", "-").split("-")[-1]
    sweep.report("llama.cpp", precision, outcome, ["llama-cpp-python", "numpy"], options.save)


if __name__ == "__main__":
    main()
