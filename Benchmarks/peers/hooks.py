"""transformers at its best: forward hooks that steer every row of a large batch differently.

A batch holds the same prompts under many (layer, coefficient) cells, so one forward pass serves all of them.
"""

from contextlib import contextmanager
from typing import Iterator

import torch
from transformers import BatchEncoding, PreTrainedModel

import huggingface
import sweep
from sweep import Cell, Grid, Outcome

NLL_ROWS = 40  # the logits of one row take 6 MB


def residual(output: torch.Tensor | tuple) -> torch.Tensor:
    return output[0] if isinstance(output, tuple) else output


def mean_difference(model: PreTrainedModel, positive: BatchEncoding, negative: BatchEncoding) -> torch.Tensor:
    """[layer, dimension]: mean of the last token's residual stream over positive less over negative prompts."""
    means: dict[int, list[torch.Tensor]] = {}

    def recorder(layer: int):
        def record(module, inputs, output) -> None:
            means.setdefault(layer, []).append(residual(output)[:, -1].float().mean(0))
        return record

    handles = [block.register_forward_hook(recorder(layer)) for layer, block in enumerate(model.model.layers)]
    for encoded in (positive, negative):
        model.model(**encoded, use_cache=False)
    for handle in handles:
        handle.remove()
    return torch.stack([means[layer][0] - means[layer][1] for layer in range(len(means))])


@contextmanager
def steering(model: PreTrainedModel, vectors: torch.Tensor, cells: list[Cell], prompts: int) -> Iterator[None]:
    """Within: row i gets the vector of cell i // prompts, after that cell's layer and at every position.

    The cells are in order of layer, so a layer's rows are adjacent and are changed in place.
    """
    def adder(first_row: int, change: torch.Tensor):
        def add(module, inputs, output) -> None:
            residual(output)[first_row:first_row + len(change)] += change
        return add

    handles = []
    for layer in sorted({layer for layer, _ in cells}):
        own = [index for index, cell in enumerate(cells) if cell[0] == layer]
        coefficients = torch.tensor([float(cells[index][1]) for index in own]).repeat_interleave(prompts)
        change = (coefficients[:, None] * vectors[layer])[:, None].to(model.dtype)
        handles.append(model.model.layers[layer].register_forward_hook(adder(own[0] * prompts, change)))
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def repeated(encoded: BatchEncoding, times: int) -> BatchEncoding:
    return BatchEncoding({name: tensor.repeat(times, 1) for name, tensor in encoded.items()})


def split(values: list, cells: list[Cell]) -> dict[Cell, list]:
    size = len(values) // len(cells)
    return {cell: values[index * size:(index + 1) * size] for index, cell in enumerate(cells)}


def standard_sweep(model, prompts: BatchEncoding, vectors, grid: Grid, new_tokens: int, rows: int, outcome: Outcome):
    for cells in grid.batches(rows):
        encoded = repeated(prompts, len(cells))
        with outcome.timed("generation"), steering(model, vectors, cells, len(grid.prompts)):
            tokens = huggingface.generate(model, encoded, new_tokens)
        with outcome.timed("scoring"):
            nll = [
                value
                for chunk, mask in zip(tokens.split(NLL_ROWS), encoded["attention_mask"].split(NLL_ROWS))
                for value in huggingface.continuation_nll(model, chunk, mask, new_tokens)
            ]
        outcome.continuations |= split(tokens[:, -new_tokens:].tolist(), cells)
        outcome.nll |= split(nll, cells)


def scoring_sweep(model, prompts: BatchEncoding, vectors, grid: Grid, candidates: list[int], rows: int, outcome: Outcome):
    for cells in grid.batches(rows):
        with outcome.timed("scoring_sweep"), steering(model, vectors, cells, len(grid.prompts)):
            log_odds = huggingface.candidate_log_odds(model, repeated(prompts, len(cells)), candidates)
        outcome.log_odds |= split(log_odds.tolist(), cells)


def main() -> None:
    parser = sweep.argument_parser(__doc__, "Hugging Face folder")
    parser.add_argument("--precision", choices=huggingface.DTYPES, default="fp32")
    parser.add_argument("--rows", type=int, default=360, help="rows of a generation batch: 40 or 360")
    parser.add_argument("--scoring-rows", type=int, default=40, help="rows of a scoring-sweep batch")
    options = parser.parse_args()
    plan = sweep.load_sweep(options.sweep)
    tokenizer, model = huggingface.load(options.model, options.precision, options.threads)
    outcome = Outcome()

    with torch.inference_mode():
        with outcome.timed("extract"):
            positive, negative = (huggingface.encode(tokenizer, texts) for texts in (plan.positive, plan.negative))
            vectors = mean_difference(model, positive, negative)
        if options.only != "scoring":
            prompts = huggingface.encode(tokenizer, plan.standard.prompts)
            standard_sweep(model, prompts, vectors, plan.standard, plan.new_tokens, options.rows, outcome)
        if options.only != "standard":
            prompts = huggingface.encode(tokenizer, plan.scoring.prompts)
            candidates = huggingface.single_tokens(tokenizer, plan.candidates)
            scoring_sweep(model, prompts, vectors, plan.scoring, candidates, options.scoring_rows, outcome)

    sweep.report(f"hooks-{options.rows}", options.precision, outcome, ["torch", "transformers"], options.save)


if __name__ == "__main__":
    main()
