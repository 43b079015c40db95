"""The peers' part of the performance page, from the log of a comparison."""

from collections import defaultdict
from pathlib import Path
from statistics import median

OPEN, CLOSE = "<!-- peers -->", "<!-- /peers -->"

Results = dict[int, dict]  # round → what a program printed
Runs = dict[tuple[str, str, str], dict[str, Results]]  # (model, kind, part) → program → results

SWEEPS = [("standard sweep", "standard_sweep"), ("scoring sweep", "scoring_sweep")]
ROWS = [1, 8, 40]


def write(path: Path, content: str) -> None:
    """Replaces what is between the markers; makes the page, or the markers at its end, where they are absent."""
    page = path.read_text(encoding="utf-8") if path.exists() else "# Performance\n"
    if OPEN not in page or CLOSE not in page:
        page = page.rstrip("\n") + f"\n\n{OPEN}\n{CLOSE}\n"
    before, rest = page.split(OPEN, 1)
    after = rest.split(CLOSE, 1)[1]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{before}{OPEN}\n{content}\n{CLOSE}{after}", encoding="utf-8")


def render(entries: list[dict], ours: list[str], plan: dict) -> str:
    runs: Runs = defaultdict(lambda: defaultdict(dict))
    for entry in entries:
        model, kind, program, part = entry["task"]
        runs[model, kind, part][program][entry["round"]] = entry["result"]
    for key, programs in runs.items():  # ours first, in their order, whenever they were run
        runs[key] = dict(sorted(programs.items(), key=lambda item: (*ours, item[0]).index(item[0])))
    lines = ["## Beside other programs", "", description(plan), ""]
    for model in dict.fromkeys(model for model, _, _ in runs):
        kinds = list(dict.fromkeys(kind for name, kind, _ in runs if name == model))
        lines += [f"### {model}", "", *sweep_table(runs, model, kinds, ours), "", *speed_table(runs, model, kinds), ""]
    return "\n".join([*lines, "### Machine and versions", "", *facts_table(entries)])


def description(plan: dict) -> str:
    scoring = plan["scoring"]
    return (
        f"*Standard sweep*: vectors from {len(plan['positive'])} + {len(plan['negative'])} prompts at all layers; "
        f"{len(plan['layers'])} layers × {len(plan['coefficients'])} coefficients × "
        f"{len(plan['prompts'])} prompts, {plan['new_tokens']} greedy tokens each; the likelihood of each continuation "
        f"under the unsteered model. *Scoring sweep*: {len(scoring['layers'])} layers × "
        f"{len(scoring['coefficients'])} coefficients × {len(scoring['prompts'])} prompts, the log-odds of two next tokens. "
        "Models but the first: 3 layers × 3 coefficients, 16 tokens. What is and is not compared: "
        "[Benchmarks](../Benchmarks/README.md). In each round every program ran once, one after the other, each in a fresh "
        "process; loading is not counted. Cells are medians over rounds, with the smallest and the largest in brackets. "
        "*× fast*, *× draft*: how many times as long as SteeringLab in that precision, within a round; above 1, SteeringLab "
        "was faster."
    )


def sweep_table(runs: Runs, model: str, kinds: list[str], ours: list[str]) -> list[str]:
    rows = []
    for kind in kinds:
        programs = runs[model, kind, "sweep"]
        for program, results in programs.items():
            row = [kernels(runs, model, kind), program]
            for _, sweep in SWEEPS:
                row.append(spread([value(result, sweep) for result in results.values()]))
                for own in ("SteeringLab fast", "SteeringLab draft"):
                    row.append("" if program in ours else ratios(results, programs.get(own, {}), sweep))
            rows.append([*row, spread([result.get("peak_memory_mb") for result in results.values()])])
    header = ["kernels", "program"]
    for title, _ in SWEEPS:
        header += [f"{title}, s", "× fast", "× draft"]
    return table([*header, "peak MB"], rows, 2)


def ratios(theirs: Results, ours: Results, sweep: str) -> str:
    pairs = [(value(theirs[turn], sweep), value(ours[turn], sweep)) for turn in sorted(set(theirs) & set(ours))]
    return spread([their / our for their, our in pairs if their and our])


def speed_table(runs: Runs, model: str, kinds: list[str]) -> list[str]:
    rows = []
    for kind in kinds:
        for program, results in runs[model, kind, "speed"].items():
            speeds = [speed(result) for result in results.values()]
            columns = ["prefill", *ROWS]
            rows.append([
                kernels(runs, model, kind), program, *(spread([speed.get(column) for speed in speeds]) for column in columns)
            ])
    header = ["kernels", "program", "prefill, tokens/s", *(f"{count} row{'s' if count > 1 else ''}" for count in ROWS)]
    return table(header, rows, 2)


def speed(result: dict) -> dict:
    """Tokens per second, by rows, in either program's form."""
    found = result["speed"]
    if "prefill" in found:
        return {"prefill": found["prefill"]} | {int(rows): speed for rows, speed in found["decode"].items()}
    return {"prefill": found["prefill_tokens_per_second"]} | {
        point["rows"]: point["tokens_per_second"] for point in found["decode"]
    }


def kernels(runs: Runs, model: str, kind: str) -> str:
    """The instruction set that SteeringLab used, which names the kind of processor."""
    for part in ("sweep", "speed"):
        for results in runs[model, kind, part].values():
            for result in results.values():
                if "instruction_set" in result:
                    return result["instruction_set"]
    return kind


def facts_table(entries: list[dict]) -> list[str]:
    versions: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        for package, version in entry["result"].get("versions", {}).items():
            versions[package].add(version)
    dates = sorted(entry["date"] for entry in entries)
    measured = dates[0] if dates[0] == dates[-1] else f"{dates[0]} to {dates[-1]}"
    rounds = max(entry["round"] for entry in entries)
    rows = [["measured", f"{measured}, {rounds} round{'s' if rounds > 1 else ''}"]]
    rows += [[name, fact] for name, fact in entries[-1]["machine"].items()]
    rows += [[package, ", ".join(sorted(found))] for package, found in sorted(versions.items())]
    return table(["what", "fact"], rows, 2)


def value(result: dict, sweep: str, key: str = "seconds") -> float | None:
    return (result.get(sweep) or {}).get(key)


def spread(values: list[float | None]) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return "–"
    if len(known) == 1:
        return number(known[0])
    return f"{number(median(known))} ({number(min(known))}–{number(max(known))})"


def number(value: float) -> str:
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:.{digits}f}"


def table(header: list[str], rows: list[list[str]], texts: int) -> list[str]:
    alignment = ["---"] * texts + ["---:"] * (len(header) - texts)
    return ["| " + " | ".join(cells) + " |" for cells in [header, alignment, *rows]]
