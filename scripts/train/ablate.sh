#!/bin/sh
# What each part of the quotation model's training gives: short runs, each without one part, on PolNeAR, CoNLL-2003
# and the development articles. The full recipe stands first, under the same short protocol: one epoch over half of
# PolNeAR and all of CoNLL, then six over the gold articles.
#   ablate.sh > table.txt     environment: PYTHON, WORK, BIN, SHARED, PARTS
set -eu
here=$(cd "$(dirname "$0")" && pwd)
repo=$(dirname "$(dirname "$here")")
python=${PYTHON:-python3}
work=${WORK:-$HOME/.cache/quotestance/train}
bin=${BIN:-$repo/target/release/quotestance}
export SHARED="${SHARED:-$repo/../shared}"
shared=$SHARED
mkdir -p "$work/ablation"
"$python" "$here/articles_jsonl.py" dev > "$work/ablation/dev.jsonl"
for part in ${PARTS:-nothing teacher casts polnear stage-2 replay augmentation capitals conll links}; do
    run=$work/ablation/$part
    mkdir -p "$run/models"
    ln -sfn "$repo/models/stance" "$run/models/stance"
    set -- --work "$work" --out "$run/models/quotation" --epochs 1 --news 420 --tune-epochs 6
    [ "$part" = nothing ] || set -- "$@" --leave-out "$part"
    "$python" "$here/quotation.py" --data "$shared/data" "$@" >&2
    "$bin" score "$work/ablation/dev.jsonl" -o "$run/out" -q --models "$run/models" >&2
    echo "without $part"
    "$python" "$here/evaluate_quotation.py" "$run/models/quotation" --data "$shared/data" --unseen "$run/out/quotes.csv" |
        grep -E 'token_f1|span_f1|link_acc|_all|_PER|detection_f1|recall_|speaker_accuracy"|end_to_end' | tr -d '\n'
    echo
done
