"""usage: measure.py STEER MODEL.gguf FOLDER OUTPUT.json

What a large sweep costs on this machine, for `steer scaling`: starting with the model's file in memory and not,
the speed, merging and reporting; and a small sweep, predicted from these and then run. Needs root, to empty
the page cache. MODEL.gguf: see model.py.
"""

import json
import os
import statistics
import subprocess
import sys
import time

steer, model, folder, output = sys.argv[1:]
pairs = os.path.join(folder, "pairs.jsonl")
vector = os.path.join(folder, "vector.gguf")
sweep = ["sweep", "--model", model, "--precision", "draft", "--vector", vector]
small = ["--layers", "0,10,20,31", "--items", "30", "--coefficients=-1,1"]


def run(*arguments: str) -> tuple[float, str]:
    start = time.monotonic()
    done = subprocess.run([steer, *arguments, "--quiet"], check=True, stdout=subprocess.PIPE, text=True)
    return time.monotonic() - start, done.stdout


def plan(*options: str) -> dict:
    return json.loads(run(*sweep, *options, "--json", "--plan", os.path.join(folder, "plan.jsonl"))[1])


with open(pairs, "w", encoding="utf-8") as file:
    for noun in ("film", "meal", "book", "town"):
        file.write(json.dumps({"positive": f"I love the {noun}", "negative": f"I hate the {noun}"}) + "\n")
run("extract", "--model", model, "--precision", "draft", "--pairs", pairs, "--output", vector)

os.sync()
with open("/proc/sys/vm/drop_caches", "w", encoding="ascii") as file:
    file.write("3")
cold = plan()["startup_seconds"]
warm = [plan() for _ in range(3)]
whole = warm[0]
startup = statistics.median(each["startup_seconds"] for each in warm)
rate = statistics.median(
    each["operations"] / (each["shares"][0]["seconds"] - each["startup_seconds"]) for each in warm)

few = plan(*small)
predicted = startup + few["operations"] / rate
measured = statistics.median(
    run(*sweep, *small, "--store", os.path.join(folder, f"small-{time.monotonic()}.sqlite"))[0] for _ in range(3))

# Merging and reporting do not ask how large the model is: many results of the tiny one.
many = ["sweep", "--coefficients=" + ",".join(str(0.01 * k) for k in range(1, 81)), "--items", "200"]
store = os.path.join(folder, "many.sqlite")
for number in range(8):
    run(*many, "--store", store, "--shard", f"{number}/8")
parts = [f"{store[:-7]}.{number}-of-8.sqlite" for number in range(8)]
merge, answer = run("merge", *parts, "--store", store, "--json")
count = json.loads(answer)["cells"]
report = run(*many, "--store", store, "--output", os.path.join(folder, "findings"))[0]

processor = next(
    (line.split(":")[1].strip() for line in open("/proc/cpuinfo", encoding="ascii") if "model name" in line), "?")
threads = int(os.environ.get("STEER_THREADS", os.cpu_count() or 1))
costs = {
    "machine": f"{processor}, {threads} threads",
    "model": "a model of Llama 2 7B's shape in Q4_0, precision draft",
    "modelBytes": os.path.getsize(model),
    "layers": whole["layers"],
    "operationsOfTokenInLayer": whole["operations_of_token_in_layer"],
    "operationsOfReadout": whole["operations_of_readout"],
    "operationsPerSecond": rate,
    "coldStartSeconds": cold,
    "warmStartSeconds": startup,
    "mergeSecondsPerCell": merge / count,
    "reportSecondsPerCell": report / count,
    "predictedSeconds": predicted,
    "measuredSeconds": measured,
}
with open(output, "w", encoding="utf-8") as file:
    json.dump(costs, file, indent=2, sort_keys=True)
    file.write("\n")
print(json.dumps(costs, indent=2))
