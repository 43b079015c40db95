"""The peers' part of the performance page, from the log of a comparison."""

from pathlib import Path
from statistics import median

OPEN, CLOSE = "<!-- peers -->", "<!-- /peers -->"

Runs = dict[str, dict[int, dict]]  # peer → round → what it printed

PARTS = [
    ("standard sweep", "standard_sweep", "seconds"),
    ("extract", "standard_sweep", "extract_seconds"),
    ("generate", "standard_sweep", "generation_seconds"),
    ("score", "standard_sweep", "scoring_seconds"),
    ("scoring sweep", "scoring_sweep", "seconds"),
]
SWEEPS = [("standard sweep", "standard_sweep"), ("scoring sweep", "scoring_sweep")]


def write(path: Path, content: str) -> None:
    """Replaces what is between the markers; makes the page, or the markers at its end, where they are absent."""
    page = path.read_text(encoding="utf-8") if path.exists() else "# Performance\n"
    if OPEN not in page or CLOSE not in page:
        page = page.rstrip("\n") + f"\n\n{OPEN}\n{CLOSE}\n"
    before, rest = page.split(OPEN, 1)
    after = rest.split(CLOSE, 1)[1]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{before}{OPEN}\n{content}\n{CLOSE}{after}", encoding="utf-8")


def render(runs: Runs, ours: list[str], plan: dict, machine: dict[str, str], dates: list[str]) -> str:
    rounds = max(len(results) for results in runs.values())
    lines = [
        "## Beside other programs", "",
        description(plan), "",
        f"{rounds} rounds; in each round every program ran once, one after the other, each in a fresh process. "
        "Cells are the median, with the smallest and the largest in brackets. Loading the model is not counted.", "",
        "### Seconds", "",
        *seconds_table(runs), "",
        "### How many times as long as SteeringLab", "",
        "The ratio within each round, then the median over rounds: above 1, SteeringLab was faster.", "",
        *ratio_table(runs, ours), "",
        "### Machine and versions", "",
        *facts_table(runs, machine, dates),
    ]
    return "\n".join(lines)


def description(plan: dict) -> str:
    standard, scoring = plan, plan["scoring"]
    return (
        f"*Standard sweep*: vectors from {len(plan['positive'])} + {len(plan['negative'])} prompts at all layers; "
        f"{len(standard['layers'])} layers × {len(standard['coefficients'])} coefficients × "
        f"{len(standard['prompts'])} prompts, {plan['new_tokens']} greedy tokens each; the likelihood of each continuation "
        f"under the unsteered model. *Scoring sweep*: {len(scoring['layers'])} layers × "
        f"{len(scoring['coefficients'])} coefficients × {len(scoring['prompts'])} prompts, the log-odds of two next tokens. "
        "The data are in [sweep.json](../Benchmarks/sweep.json), what is and is not compared in "
        "[Benchmarks](../Benchmarks/README.md)."
    )


def seconds_table(runs: Runs) -> list[str]:
    header = ["program", *(title for title, _, _ in PARTS), "tokens per second", "peak memory (MB)"]
    rows = []
    for peer, results in runs.items():
        cells = [spread([value(result, sweep, key) for result in results.values()]) for _, sweep, key in PARTS]
        speeds = [tokens_per_second(result) for result in results.values()]
        memory = [result.get("peak_memory_mb") for result in results.values()]
        rows.append([peer, *cells, spread(speeds), spread(memory)])
    return table(header, rows)


def ratio_table(runs: Runs, ours: list[str]) -> list[str]:
    columns = [(own, title, sweep) for own in ours if own in runs for title, sweep in SWEEPS]
    rows = []
    for peer, results in runs.items():
        if peer in ours:
            continue
        cells = []
        for own, _, sweep in columns:
            shared = sorted(set(results) & set(runs[own]))
            pairs = [(value(results[turn], sweep), value(runs[own][turn], sweep)) for turn in shared]
            cells.append(spread([theirs / mine for theirs, mine in pairs if theirs and mine]))
        rows.append([peer, *cells])
    return table(["program", *(f"{title}, {own}" for own, title, _ in columns)], rows)


def facts_table(runs: Runs, machine: dict[str, str], dates: list[str]) -> list[str]:
    versions: dict[str, set[str]] = {}
    for results in runs.values():
        for result in results.values():
            for package, version in result.get("versions", {}).items():
                versions.setdefault(package, set()).add(version)
    measured = dates[0] if dates[0] == dates[-1] else f"{dates[0]} to {dates[-1]}"
    rows = [["measured", measured], *([name, fact] for name, fact in machine.items())]
    rows += [[package, ", ".join(sorted(found))] for package, found in sorted(versions.items())]
    return table(["what", "fact"], rows)


def value(result: dict, sweep: str, key: str = "seconds") -> float | None:
    return (result.get(sweep) or {}).get(key)


def tokens_per_second(result: dict) -> float | None:
    tokens, seconds = value(result, "standard_sweep", "tokens"), value(result, "standard_sweep")
    return tokens / seconds if tokens and seconds else None


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


def table(header: list[str], rows: list[list[str]]) -> list[str]:
    alignment = ["---", *("---:" for _ in header[1:])] if len(header) > 2 else ["---"] * len(header)
    return ["| " + " | ".join(cells) + " |" for cells in [header, alignment, *rows]]
