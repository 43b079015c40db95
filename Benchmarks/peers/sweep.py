"""What every peer shares: the sweep as data, the clock, and the one JSON object that each prints."""

import argparse
import json
import os
import resource
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Iterator

Cell = tuple[int, float]  # (layer, coefficient)


@dataclass(frozen=True)
class Grid:
    prompts: list[str]
    layers: list[int]
    coefficients: list[float]

    @property
    def cells(self) -> list[Cell]:
        return [(layer, coefficient) for layer in self.layers for coefficient in self.coefficients]

    def batches(self, rows: int) -> list[list[Cell]]:
        """Whole cells, each with all prompts, in batches of at most `rows` rows."""
        size = max(1, rows // len(self.prompts))
        return [self.cells[start:start + size] for start in range(0, len(self.cells), size)]


@dataclass(frozen=True)
class Sweep:
    positive: list[str]
    negative: list[str]
    new_tokens: int
    standard: Grid
    scoring: Grid
    candidates: list[str]


def load_sweep(path: Path) -> Sweep:
    content = json.loads(path.read_text(encoding="utf-8"))

    def grid(part: dict) -> Grid:
        return Grid(part["prompts"], part["layers"], part["coefficients"])

    return Sweep(
        positive=content["positive"],
        negative=content["negative"],
        new_tokens=content["new_tokens"],
        standard=grid(content),
        scoring=grid(content["scoring"]),
        candidates=content["scoring"]["candidates"],
    )


@dataclass
class Outcome:
    """What a peer measured and computed. A row is one prompt."""

    seconds: dict[str, float] = field(default_factory=dict)
    continuations: dict[Cell, list[list[int]]] = field(default_factory=dict)
    nll: dict[Cell, list[float]] = field(default_factory=dict)
    log_odds: dict[Cell, list[float]] = field(default_factory=dict)

    @contextmanager
    def timed(self, part: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[part] = self.seconds.get(part, 0.0) + time.perf_counter() - start


def argument_parser(description: str, model: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("model", type=Path, help=model)
    parser.add_argument("--sweep", type=Path, default=Path(__file__).resolve().parent.parent / "sweep.json")
    parser.add_argument("--only", choices=["standard", "scoring"], help="leave the other sweep out")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--save", type=Path, help="write continuations, NLLs and log-odds to this file")
    return parser


def report(peer: str, precision: str, outcome: Outcome, packages: list[str], save: Path | None) -> None:
    """Prints the result. The scoring sweep uses the vectors extracted for the standard sweep, and does not pay for them."""
    seconds = {part: round(value, 3) for part, value in outcome.seconds.items()}
    result: dict = {"peer": peer, "precision": precision}
    if outcome.continuations:
        parts = ["extract", "generation", "scoring"]
        result["standard_sweep"] = {
            "seconds": round(sum(outcome.seconds[part] for part in parts), 3),
            **{f"{part}_seconds": seconds[part] for part in parts},
            "tokens": sum(len(row) for rows in outcome.continuations.values() for row in rows),
        }
    if outcome.log_odds:
        result["scoring_sweep"] = {"seconds": seconds["scoring_sweep"]}
    result["versions"] = {"python": sys.version.split()[0], **{package: version(package) for package in packages}}
    result["peak_memory_mb"] = peak_memory_mb()
    print(json.dumps(result), flush=True)

    if save:
        results = {
            name: {f"{layer},{coefficient:g}": rows for (layer, coefficient), rows in getattr(outcome, name).items()}
            for name in ["continuations", "nll", "log_odds"]
        }
        save.write_text(json.dumps(result | results), encoding="utf-8")


def peak_memory_mb() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    bytes_per_unit = 1 if sys.platform == "darwin" else 1024
    return round(peak * bytes_per_unit / 2**20)
