#!/bin/sh
# Explain the training articles and the annotated news by the weights of each fold (crossvalidate.sh makes them), fit what the scorer weighs, and
# print how good it is, cross-validated.
#   attribution.sh [ARGUMENTS of attribution.py]        environment: PYTHON, WORK, BIN, SHARED
set -eu
here=$(cd "$(dirname "$0")" && pwd)
repo=$(dirname "$(dirname "$here")")
python=${PYTHON:-python3}
work=${WORK:-$HOME/.cache/quotestance/train}
bin=${BIN:-$repo/target/release/quotestance}
export SHARED="${SHARED:-$repo/../shared}"
out=${OUT:-$work/explained}
n=$(ls -d "$work"/folds/[0-9]* | wc -l)
for fold in "$work"/folds/[0-9]*; do
    k=$(basename "$fold")
    mkdir -p "$out/$k"
    ln -sfn "$repo/models/stance" "$fold/models/stance"
    "$python" "$here/articles_jsonl.py" train --fold "$k" "${FOLDS:-$n}" > "$out/$k/articles.jsonl"
    "$bin" explain "$out/$k/articles.jsonl" --json --models "$fold/models" > "$out/$k/explained.jsonl"
done
"$python" "$here/articles_jsonl.py" train --gold "$out/gold"
"$python" "$here/attribution.py" "$out" "$out/gold" "$@"
