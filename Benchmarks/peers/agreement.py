"""Do two peers compute the same? Compares the files that their --save option wrote."""

import json
import sys
from pathlib import Path
from statistics import mean


def rows(content: dict, name: str) -> list:
    return [row for cell in sorted(content[name]) for row in content[name][cell]]


def main() -> None:
    if len(sys.argv) != 3:
        raise SystemExit("usage: agreement.py FILE FILE")
    first, second = (json.loads(Path(name).read_text(encoding="utf-8")) for name in sys.argv[1:])
    for name in ["continuations", "nll", "log_odds"]:
        if sorted(first[name]) != sorted(second[name]):
            print(f"{name}: not the same cells in both")
            continue
        pairs = list(zip(rows(first, name), rows(second, name)))
        if not pairs:
            continue
        if name == "continuations":
            same = mean(a == b for a, b in pairs)
            tokens = mean(x == y for a, b in pairs for x, y in zip(a, b))
            start = mean(a[0] == b[0] for a, b in pairs)
            print(f"continuations: {same:.1%} the same, {tokens:.1%} of tokens, {start:.1%} of first tokens")
        else:
            differences = [abs(a - b) for a, b in pairs]
            print(f"{name}: mean absolute difference {mean(differences):.4f}, largest {max(differences):.4f}")


if __name__ == "__main__":
    main()
