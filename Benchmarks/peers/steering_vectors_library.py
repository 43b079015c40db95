"""The steering-vectors library as its documentation shows it: one vector and one coefficient at a time, prompts batched."""

import torch
from steering_vectors import SteeringVector, train_steering_vector

import huggingface
import sweep
from sweep import Outcome


def main() -> None:
    parser = sweep.argument_parser(__doc__, "Hugging Face folder")
    parser.add_argument("--precision", choices=huggingface.DTYPES, default="fp32")
    options = parser.parse_args()
    plan = sweep.load_sweep(options.sweep)
    tokenizer, model = huggingface.load(options.model, options.precision, options.threads)
    outcome = Outcome()

    with outcome.timed("extract"):
        trained = train_steering_vector(
            model, tokenizer, list(zip(plan.positive, plan.negative)), batch_size=len(plan.positive), show_progress=False
        )

    def steered(layer: int, coefficient: float):
        vector = SteeringVector({layer: trained.layer_activations[layer]}, trained.layer_type)
        return vector.apply(model, multiplier=coefficient)

    if options.only != "scoring":
        prompts = huggingface.encode(tokenizer, plan.standard.prompts)
        for cell in plan.standard.cells:
            with outcome.timed("generation"), torch.inference_mode(), steered(*cell):
                tokens = huggingface.generate(model, prompts, plan.new_tokens)
            with outcome.timed("scoring"), torch.inference_mode():
                nll = huggingface.continuation_nll(model, tokens, prompts["attention_mask"], plan.new_tokens)
            outcome.continuations[cell] = tokens[:, -plan.new_tokens:].tolist()
            outcome.nll[cell] = nll

    if options.only != "standard":
        prompts = huggingface.encode(tokenizer, plan.scoring.prompts)
        candidates = huggingface.single_tokens(tokenizer, plan.candidates)
        for cell in plan.scoring.cells:
            with outcome.timed("scoring_sweep"), torch.inference_mode(), steered(*cell):
                outcome.log_odds[cell] = huggingface.candidate_log_odds(model, prompts, candidates).tolist()

    packages = ["torch", "transformers", "steering-vectors"]
    sweep.report("steering-vectors", options.precision, outcome, packages, options.save)


if __name__ == "__main__":
    main()
