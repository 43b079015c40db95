#!/bin/sh
# Computes audits' cards again: verify.sh CARD [options of steer verify]. Exit status as steer verify's.
set -eu

if [ $# -eq 0 ]; then
  echo "usage: $0 CARD [options of steer verify]" >&2
  exit 2
fi
card=$1
shift

if command -v steer >/dev/null 2>&1; then
  steer=steer
else
  # Another commit or a fork: STEER_SOURCE and STEER_REVISION.
  source=${STEER_SOURCE:?"steer is not on the path, and STEER_SOURCE does not say which repository to build it from"}
  folder=${STEER_FOLDER:-.steer}
  if [ ! -x "$folder/.build/release/steer" ]; then
    [ -d "$folder" ] || git clone --quiet "$source" "$folder"
    git -C "$folder" checkout --quiet "${STEER_REVISION:-HEAD}"
    make -C "$folder" packages >/dev/null
    swift build --package-path "$folder" -c release --product steer
  fi
  steer=$folder/.build/release/steer
fi

if [ ! -f "$card" ]; then
  echo "$card: no such card" >&2
  exit 3
fi

# What has a name in the card is fetched; files are where they are, or given with --model.
model=$(sed -n '/"model" : {/,/}/s/.*"source" : "\(.*\)".*/\1/p' "$card")
case $model in
planted | */* | *.gguf | '') ;;
*) "$steer" model fetch -- "$model" ;;
esac
for set in $(sed -n '/"question_sets" : \[/,/\]/s/.*"\(caa\/[a-z-]*\)".*/\1/p' "$card"); do
  "$steer" data fetch -- "$set"
done

exec "$steer" verify "$card" --junit verify.xml "$@"
