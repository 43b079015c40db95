#!/bin/bash
# usage: workers.sh STEER VECTOR [RUNS]: how much faster two workers of one thread are than one, in turns.
#
# The grid of the standard sweep (sweep.json): 9 layers, 4 coefficients and the unsteered model, on the 60
# bundled prompts. The time of two is the slower one's.
set -euo pipefail
steer=$(realpath "$1")
vector=$(realpath "$2")
runs=${3:-7}
export STEER_THREADS=1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# shellcheck disable=SC2054  # layers, not elements
sweep=("$steer" sweep --model smollm2-135m --vector "$vector" --layers 3,6,9,12,15,18,21,24,27 --quiet)
seconds() {
  local start=$EPOCHREALTIME
  "$@" >/dev/null
  awk "BEGIN { print $EPOCHREALTIME - $start }"
}
two() {
  "${sweep[@]}" --store two.sqlite --shard 0/2 &
  "${sweep[@]}" --store two.sqlite --shard 1/2
  wait $!
}
for ((run = 1; run <= runs; run++)); do
  rm -f ./*.sqlite*
  one=$(seconds "${sweep[@]}" --store one.sqlite)
  both=$(seconds two)
  merge=$(seconds "$steer" merge two.*-of-2.sqlite --store two.sqlite --quiet)
  awk "BEGIN { printf \"one %.2f s, two %.2f s, merge %.2f s: %.3f\\n\", $one, $both, $merge, $both / $one }"
done | tee runs.txt
cmp <(python3 -c 'import sqlite3; print(*sqlite3.connect("one.sqlite").iterdump(), sep="\n")') \
  <(python3 -c 'import sqlite3; print(*sqlite3.connect("two.sqlite").iterdump(), sep="\n")')
awk '{ print $NF }' runs.txt | sort -n | awk '{ x[NR] = $1 } END { print "median of two / one:", x[int((NR + 1) / 2)] }'
