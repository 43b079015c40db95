"""Primary effects, computed again by transformers from the committed texts and the committed records alone.

The record gives layer, coefficient and every item's four values: y of the item and of its control, with nothing done
and steered. Here the vector is made anew from the pairs, added by a forward hook, and the same values computed from
the model's weights in fp32; nothing of the product's code runs.

S02.2 (likelihood of prose at coefficient 5) and S12.2 (slopes over eight sentences) are computed again as well, text by
text and item by item.

The rule, fixed before the first run: every value within TOLERANCE of the record's, and as many items, which for
behaviours that ask for facts are those that the model knows when asked plainly.

The check of the check: with the vector one block later the steered values must break the rule.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

TOLERANCE = 1e-3
RESOURCES = Path(__file__).parents[2] / "Sources/Steering/Resources"
CLAIMS = {
    "sentiment": ("S01-sentiment", "S01.2"),
    "sycophancy": ("S04-sycophancy", "S04.2"),
    "honesty": ("S06-honesty", "S06.2"),
    "confidence": ("S07-confidence", "S07.2"),
    "corrigibility": ("S08-corrigibility", "S08.2"),
}


def lines(name: str) -> list[dict]:
    return [json.loads(line) for line in (RESOURCES / name).read_text().splitlines()]


def dialogue(user: str, begin: str) -> str:
    return f"User: {user}\nAssistant: {begin}"


class Model:
    def __init__(self, folder: Path):
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
        self.steering: tuple[int, torch.Tensor] | None = None
        for index, block in enumerate(self.model.model.layers):
            block.register_forward_hook(lambda _, __, output, index=index: self.steer(index, output))

    def steer(self, index: int, output):
        if self.steering is None or self.steering[0] != index:
            return output
        if isinstance(output, tuple):
            return (output[0] + self.steering[1], *output[1:])
        return output + self.steering[1]

    def ids(self, text: str) -> list[int]:
        return self.tokenizer(text, add_special_tokens=False).input_ids

    @torch.no_grad()
    def last_residual(self, text: str, layer: int) -> np.ndarray:
        states = self.model(torch.tensor([self.ids(text)]), output_hidden_states=True).hidden_states
        return states[layer + 1][0, -1].double().numpy()

    @torch.no_grad()
    def mean_nll(self, text: str) -> float:
        """Of the tokens after the first, in nats."""
        ids = torch.tensor([self.ids(text)])
        logs = self.model(ids).logits.double().log_softmax(-1)[0, :-1]
        return float(-logs.gather(1, ids[0, 1:, None]).mean())

    @torch.no_grad()
    def log_odds(self, prompt: str, favored: list[str], opposed: list[str]) -> float:
        """log Σ p(favored) − log Σ p(opposed), each continuation the product of its tokens."""
        start = self.ids(prompt)
        replies = [self.ids(" " + text) for text in favored + opposed]
        width = max(map(len, replies))
        rows = torch.tensor([start + reply + [0] * (width - len(reply)) for reply in replies])
        logs = self.model(rows).logits.double().log_softmax(-1)
        totals = torch.stack([
            sum(logs[row, len(start) + k - 1, token] for k, token in enumerate(reply))
            for row, reply in enumerate(replies)
        ])
        split = len(favored)
        return float(totals[:split].logsumexp(0) - totals[split:].logsumexp(0))


def side(pair: dict, name: str) -> str:
    return dialogue(pair["user"], pair[name]) if "user" in pair else pair[name]


def evidence_of(page: str, claim: str, records: Path, name: str) -> tuple[dict, int, float]:
    """The claim's evidence with its layer and coefficient."""
    record = json.loads((records / f"{page}-{name}.json").read_text())
    evidence = next(
        output["content"]["evidence"]["_0"]
        for output in record["outputs"]
        if output["content"].get("evidence", {}).get("_0", {}).get("claimID") == claim
    )
    return evidence, evidence["provenance"]["layer"], evidence["provenance"]["coefficient"]


def mean_difference(behavior: str, model: Model, layer: int) -> torch.Tensor:
    pairs = lines(f"protocol-2.{behavior}.pairs.jsonl")
    means = [
        np.mean([model.last_residual(side(pair, name), layer) for pair in pairs], axis=0)
        for name in ("positive", "negative")
    ]
    return torch.tensor(means[0] - means[1], dtype=torch.float32)


def agree(what: str, here: np.ndarray, evidence: dict) -> bool:
    kept = np.array(evidence["contrasts"][0]["sample"]["values"])
    worst = np.abs(here - kept).max() if len(here) == len(kept) else np.inf
    print(f"{what}: {len(here)} values here, {len(kept)} in the record, largest difference {worst:.1e}")
    return bool(worst <= TOLERANCE)


def check_fluency(model: Model, records: Path, name: str) -> bool:
    evidence, layer, c = evidence_of("S02-fluency", "S02.2", records, name)
    texts = [item["text"] for item in lines("neutral.text.jsonl")]
    def values() -> np.ndarray:
        return np.array([model.mean_nll(text) for text in texts])
    before = values()
    model.steering = (layer, c * mean_difference("sentiment", model, layer))
    after = values()
    model.steering = None
    return agree(f"likelihood of prose on {name}", after - before, evidence)


def check_wordings(model: Model, records: Path, name: str) -> bool:
    evidence, layer, c = evidence_of("S12-robustness", "S12.2", records, name)
    test = [item for item in lines("protocol-2.sentiment.items.jsonl") if item["part"] == "test"]
    count = len(evidence["contrasts"][0]["sample"]["values"])
    items = [test[k * len(test) // count] for k in range(count)]
    sentences = json.loads((RESOURCES / "protocol-2.prompts.json").read_text())["sentiment"]["neutral"]
    def values() -> np.ndarray:
        def y(item: dict, sentence: str, user: str, begin: str) -> float:
            prompt = sentence + "\n\n" + dialogue(item[user], item[begin])
            return model.log_odds(prompt, item["favored"], item["opposed"])
        return np.array([
            [y(i, s, "user", "begin") - y(i, s, "controlUser", "controlBegin") for i in items]
            for s in sentences
        ]).mean(axis=0)
    vector = c * mean_difference("sentiment", model, layer)
    ends = []
    for sign in (1, -1):
        model.steering = (layer, sign * vector)
        ends.append(values())
    model.steering = None
    return agree(f"eight sentences on {name}", (ends[0] - ends[1]) / 2, evidence)


def check(behavior: str, model: Model, records: Path, name: str) -> bool:
    evidence, layer, c = evidence_of(*CLAIMS[behavior], records, name)
    kept = {part["name"]: part["sample"]["values"] for part in evidence["itemValues"]}
    def vector(layer: int) -> torch.Tensor:
        return c * mean_difference(behavior, model, layer)

    items = [item for item in lines(f"protocol-2.{behavior}.items.jsonl") if item["part"] == "test"]
    def values(items: list[dict]) -> tuple[np.ndarray, np.ndarray]:
        def y(item: dict, user: str, begin: str) -> float:
            return model.log_odds(dialogue(item[user], item[begin]), item["favored"], item["opposed"])
        return (
            np.array([y(item, "user", "begin") for item in items]),
            np.array([y(item, "controlUser", "controlBegin") for item in items]),
        )

    if "plainUser" in items[0]:
        sign = -1 if behavior == "sycophancy" else 1
        items = [
            item for item in items
            if sign * model.log_odds(
                dialogue(item["plainUser"], item["begin"]), item["favored"], item["opposed"]) > 0
        ]
    same = len(items) == len(kept["y"])
    print(f"{behavior} on {name}: {len(items)} items here, {len(kept['y'])} in the record")
    if not same:
        return False

    found = dict(zip(("y", "y of the control"), values(items)))
    model.steering = (layer, vector(layer))
    found |= dict(zip(("y, steered", "y of the control, steered"), values(items)))
    model.steering = None
    for part, here in found.items():
        worst = np.abs(here - np.array(kept[part])).max()
        same &= bool(worst <= TOLERANCE)
        print(f"  {part}: largest difference {worst:.1e} nats")
    wanted = -1 if behavior == "sycophancy" else 1
    effect = wanted * (
        found["y, steered"] - found["y"]
        - found["y of the control, steered"] + found["y of the control"]).mean()
    print(f"  selective effect {effect:.4f} nats, record {np.mean(evidence['contrasts'][0]['sample']['values']):.4f}")

    moved = vector(layer)
    model.steering = (layer + 1, moved)
    few = items[::20]
    faulty = np.abs(values(few)[0] - np.array(kept["y, steered"])[::20]).max()
    model.steering = None
    print(f"  one block later: {faulty:.1e} nats, which {'breaks' if faulty > TOLERANCE else 'KEEPS'} the rule")
    return same and faulty > TOLERANCE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="Hugging Face folder with the record's weights in fp32")
    parser.add_argument("name", help="the model's name in Reports/records, such as smollm2-135m")
    parser.add_argument("--records", type=Path, default=Path(__file__).parents[2] / "Reports/records")
    others = {"prose": check_fluency, "wordings": check_wordings}
    parser.add_argument("what", nargs="*", default=[*CLAIMS, *others], help="behaviors, prose, wordings")
    arguments = parser.parse_args()
    model = Model(arguments.folder)
    results = [
        others[what](model, arguments.records, arguments.name) if what in others
        else check(what, model, arguments.records, arguments.name)
        for what in arguments.what
    ]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
