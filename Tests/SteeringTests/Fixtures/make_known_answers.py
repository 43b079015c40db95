"""Makes known-answers.json beside this file: a table of logits, [token before][token after], and what SciPy makes of
it for every sum that a verdict rests on. After token i the logits are row i, whatever came before it."""

import json
import pathlib

import numpy
import scipy
from scipy.special import log_softmax, logsumexp

HERE = pathlib.Path(__file__).parent
SIZE = 16
rng = numpy.random.default_rng(29)
# Eighths, so that they are the same numbers in float32.
table = rng.integers(-40, 41, (SIZE, SIZE)) / 8
log_p = log_softmax(table, axis=1)


def score(prompt, tokens):
    """log p of each token, given the one before it."""
    return [log_p[a, b] for a, b in zip([prompt[-1], *tokens], tokens)]


def family(prompt, continuations):
    return logsumexp([sum(score(prompt, tokens)) for tokens in continuations])


def draw(count, low=1):
    return [int(t) for t in rng.integers(low, SIZE, count)]


def log_odds(prompt, positive, negative):
    return {"prompt": prompt, "positive": positive, "negative": negative,
            "log_odds": family(prompt, positive) - family(prompt, negative)}


one = [[[3], [7], [12], [5]], [[9], [2], [14]]]
several = [[[3, 8], [7, 1, 4], [12, 12]], [[9, 5], [2, 6]]]
mixed = [[[3], [7, 1, 4], [12]], [[9, 5], [2]]]
# Words that begin other words, in the same family and in the other one.
prefixes = [[[3, 8, 1], [3, 8], [3]], [[3, 9], [2]]]
lengths = [1, 2, 3, 5, 4, 1]
(HERE / "known-answers.json").write_text(json.dumps({
    "source": f"SciPy {scipy.__version__} (special.log_softmax, special.logsumexp), NumPy {numpy.__version__}; table of "
              "numpy.random.default_rng(29).integers(-40, 41, (16, 16)) / 8; make_known_answers.py",
    "table": table.tolist(),
    "one_token": [log_odds(draw(n), *one) for n in lengths],
    "several_tokens": [log_odds(draw(n), *several) for n in lengths],
    "mixed": [log_odds(draw(n), *mixed) for n in lengths],
    "prefixes": [log_odds(draw(n), *prefixes) for n in lengths],
    "texts": [{"ids": ids, "nll": -sum(score(ids[:1], ids[1:])) / (len(ids) - 1)}
              for ids in (draw(n) for n in (2, 3, 5, 8, 12))],
    "written": [{"prompt": prompt, "ids": ids, "nll": -sum(score(prompt, ids)) / len(ids)}
                for prompt, ids in ((draw(n), draw(m)) for n, m in ((1, 1), (3, 2), (2, 6)))],
    "divergences": [{"from": a, "to": b, "nats": float((numpy.exp(log_p[a]) * (log_p[a] - log_p[b])).sum())}
                    for a, b in ((3, 7), (7, 3), (1, 15), (4, 4))],
}, separators=(",", ":")) + "\n")
