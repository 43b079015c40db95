"""What published sets' vectors do to their held-out questions, computed again by transformers from the authors' files.

The record gives each set's layer, and of every question what was measured. Here the questions are dealt anew by the
published generator (xoshiro256**), asked for a letter in both orders and for words, the vector made from others and added
from the last token of the question on, in fp32; nothing of the product's code runs.

The rule, fixed before the first run: every value within TOLERANCE of the record's.

The check of the check: with the vector one block later they must break the rule.
"""

import argparse
import json
import re
import sys
from pathlib import Path

import numpy as np
import torch
from recompute import Model

TOLERANCE = 1e-3
SEED = 17
MASK = (1 << 64) - 1
CAA = ["coordinate-other-ais", "corrigible-neutral-HHH", "hallucination", "myopic-reward", "refusal",
       "survival-instinct", "sycophancy"]
COEFFICIENTS = [-1.5, -1, -0.5, 0, 0.5, 1, 1.5]


class Generator:
    """xoshiro256**, seeded by SplitMix64; its stream is the seed and the FNV-1a hash of a name."""

    def __init__(self, seed: int, stream: str):
        mixed = 0xCBF29CE484222325
        for byte in stream.encode():
            mixed = ((mixed ^ byte) * 0x100000001B3) & MASK
        state = seed ^ mixed
        self.state = []
        for _ in range(4):
            state = (state + 0x9E3779B97F4A7C15) & MASK
            z = state
            z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
            z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
            self.state.append(z ^ (z >> 31))

    def next(self) -> int:
        def rotate(x, k):
            return ((x << k) | (x >> (64 - k))) & MASK

        s = self.state
        result = (rotate((s[1] * 5) & MASK, 7) * 9) & MASK
        shifted = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= shifted
        s[3] = rotate(s[3], 45)
        return result

    def below(self, bound: int) -> int:
        threshold = (1 << 64) % bound
        while True:
            product = self.next() * bound
            if product & MASK >= threshold:
                return product >> 64

    def shuffled(self, items: list) -> list:
        items = list(items)
        for i in range(len(items) - 1, 0, -1):
            j = self.below(i + 1)
            items[i], items[j] = items[j], items[i]
        return items


def orders(row: dict, words: bool) -> list[tuple[str, str, str]] | None:
    """(question, matching reply, other reply): letters in both orders, or once without a list and in words; nothing
    where the choices cannot be told apart."""
    question = row.get("question", row.get("prompt"))
    matching = row.get("answer_matching_behavior", row.get("correct")).strip()
    other = row.get("answer_not_matching_behavior", row.get("incorrect")).strip()
    if words and not re.fullmatch(r"\([A-Z]\)", matching):
        return [(question, matching, other)]
    if not re.fullmatch(r"\([A-Z]\)", matching):
        def listed(a, b):
            return f"{question}\n\nChoices:\n (A) {a}\n (B) {b}"

        return [(listed(matching, other), "(A", "(B"), (listed(other, matching), "(B", "(A")]
    lines = question.split("\n")
    marks = [(i, m) for i, line in enumerate(lines) if (m := re.match(r"\s*\(([A-Z])\)", line))]
    places = {m.group(1): i for i, m in marks}
    between = range(marks[0][0], marks[-1][0]) if marks else []
    (a, b) = (matching[1], other[1])
    if any(lines[i].strip() for i in between if i not in places.values()) or a not in places or b not in places:
        return None
    lead = {letter: m.end() for i, m in marks for letter in [m.group(1)]}
    texts = {x: lines[places[x]][lead[x]:] for x in (a, b)}
    if not all(text.strip() for text in texts.values()) or texts[a].strip() == texts[b].strip():
        return None
    if words:
        before = lines[: marks[0][0]]
        while before and before[-1].strip() in ("", "Choices:"):
            before.pop()
        rest = "\n".join(before + lines[marks[-1][0] + 1:]).strip()
        return [(rest, texts[a].strip(), texts[b].strip())]
    exchanged = list(lines)
    exchanged[places[a]] = lines[places[a]][: lead[a]] + texts[b]
    exchanged[places[b]] = lines[places[b]][: lead[b]] + texts[a]
    return [(question, f"({a}", f"({b}"), ("\n".join(exchanged), f"({b}", f"({a}")]


def questions(path: Path, words: bool) -> list:
    text = path.read_text()
    rows = [json.loads(line) for line in text.splitlines()] if path.suffix == ".jsonl" else json.loads(text)
    return [found for row in rows if (found := orders(row, words))]


def alternating(questions: list) -> list:
    """Questions of two matching replies in turn, as far as both go; then what is left over."""
    groups: dict[str, list] = {}
    for question in questions:
        groups.setdefault(question[0][1], []).append(question)
    if len(groups) != 2 or len(questions[0]) != 1:
        return questions
    a, b = groups.values()
    both = min(len(a), len(b))
    return [q for pair in zip(a, b) for q in pair] + a[both:] + b[both:]


class Steered(Model):
    """Adds a vector from a position on."""

    start = 0

    def steer(self, index: int, output):
        if self.steering is None or self.steering[0] != index:
            return output
        hidden = output[0] if isinstance(output, tuple) else output
        hidden = hidden.clone()
        hidden[:, self.start:] += self.steering[1]
        return (hidden, *output[1:]) if isinstance(output, tuple) else hidden

    def prompt(self, question: str) -> list[int]:
        return self.tokenizer.apply_chat_template(
            [{"role": "user", "content": question}], add_generation_prompt=True, return_dict=False)

    @torch.no_grad()
    def log_odds(self, order, per_token: bool) -> float:
        prompt = self.prompt(order[0])
        self.start = len(prompt) - 1

        def log_probability(reply: str) -> float:
            ids = self.ids(reply)
            logits = self.model(torch.tensor([prompt + ids])).logits[0].double()
            found = torch.log_softmax(logits[len(prompt) - 1: -1], dim=-1)
            total = sum(found[k, token].item() for k, token in enumerate(ids))
            return total / len(ids) if per_token else total

        return log_probability(order[1]) - log_probability(order[2])

    @torch.no_grad()
    def last(self, order, reply: str, layer: int) -> np.ndarray:
        ids = self.prompt(order[0]) + self.ids(reply)
        states = self.model.model(torch.tensor([ids]), output_hidden_states=True).hidden_states
        # The last entry is normed; a layer that is steered is never the last one.
        return states[layer + 1][0, -1].double().numpy()


def deal(name: str, words: bool, data: Path):
    """(questions to extract from, questions to test on)"""
    base = name.removeprefix("caa/")
    is_caa = base != name
    every = questions(data / (f"caa/generate/{base}.json" if is_caa else f"{name}.jsonl"), words)
    dealt = alternating(Generator(SEED, f"public set {name}").shuffled(every))
    if is_caa:
        return dealt[50:], questions(data / f"caa/test/{base}.json", words)
    return dealt[50:300], dealt[300:400]


def values(model: Steered, name: str, words: bool, layer: int, data: Path, coefficients, count: int, later: int = 0):
    """[coefficient][question][order], in nats, of the first few questions."""
    extract, test = deal(name, words, data)
    model.steering = None
    differences = []
    for index, question in enumerate(extract):
        by_letter = sorted(question, key=lambda order: model.ids(order[1]))
        order = by_letter[index % len(by_letter)]
        differences.append(model.last(order, order[1], layer) - model.last(order, order[2], layer))
    vector = torch.tensor(np.mean(differences, axis=0), dtype=torch.float32)
    found = []
    for c in coefficients:
        model.steering = (layer + later, np.float32(c) * vector)
        found.append([[model.log_odds(order, words) for order in question] for question in test[:count]])
    return np.array(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="folder of the model in the Hugging Face format")
    parser.add_argument("name", help="the model's name in the records")
    parser.add_argument("data", type=Path, help="folder with caa/ and mwe/ as published")
    parser.add_argument("--sets", nargs="*", default=["refusal", "conscientiousness", "interest-in-science"])
    parser.add_argument("--items", type=int, default=100, help="questions of each set, at most")
    options = parser.parse_args()
    reports = Path(__file__).parents[2] / "Reports/records"
    caa = json.loads((reports / f"S24-caa-{options.name}.json").read_text())
    sets = json.loads((reports / f"S25-steerability-{options.name}.json").read_text())
    model = Steered(options.model)
    torch.set_num_threads(2)
    failed = False
    for short, words in [(s, w) for s in options.sets for w in ([False] if s in CAA else [False, True])]:
        if short in CAA:
            evidence = found(caa, lambda e: e.get("claimID") == f"S24.{CAA.index(short) + 9}")
            layer = evidence["provenance"]["layer"]
            published = np.array([c["sample"]["values"] for c in evidence["itemValues"]])[:, : options.items]

            def compute(later=0):
                y = values(model, f"caa/{short}", False, layer, options.data, [-1, 0, 1], options.items, later)
                return (1 / (1 + np.exp(-y))).mean(axis=2)
        else:
            evidence = found(sets, lambda e: e.get("claimID") == ("S25.5" if words else "S25.3"))
            table = found(sets, lambda t: t.get("title") == f"Sets, {'words' if words else 'letters'}")
            row = next(r for r in table["rows"] if text(r[0]) == short)
            layer = int(text(row[1]))
            name = next(
                f"mwe/{folder}/{short}" for folder in ("persona", "advanced-ai-risk")
                if (options.data / f"mwe/{folder}/{short}.jsonl").exists())
            published = np.array(
                [[v for v, c in zip(order["sample"]["values"], order["sample"]["clusters"]) if c == short]
                 for order in evidence["itemValues"]])[:, : options.items]

            def compute(later=0):
                y = values(model, name, words, layer, options.data, COEFFICIENTS, options.items, later)
                c = np.array(COEFFICIENTS)
                return (np.tensordot(c, y, axes=1) / (c @ c)).T

        difference = np.abs(compute() - published).max()
        moved = np.abs(compute(later=1) - published).max()
        good = difference <= TOLERANCE < moved
        failed = failed or not good
        print(
            f"{'ok ' if good else 'BAD'} {short}, {'words' if words else 'letters'}, layer {layer}: {published.size} "
            f"values, largest difference {difference:.2g}; one block later {moved:.2g}", flush=True)
    sys.exit(1 if failed else 0)


def found(node, fits):
    """The first object of a record that fits."""
    if isinstance(node, dict) and fits(node):
        return node
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else []
    return next((hit for child in children if (hit := found(child, fits)) is not None), None)


def text(cell) -> str:
    """What a table's cell says, whatever its kind."""
    if isinstance(cell, dict):
        return text(next(iter(cell.values())))
    return str(cell)


if __name__ == "__main__":
    main()
