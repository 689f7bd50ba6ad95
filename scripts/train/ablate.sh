#!/bin/sh
# What each part of the quotation model's training gives: short runs, each without one part, on PolNeAR, CoNLL-2003
# and the development articles. The full recipe stands first, under the same short protocol: one epoch over half of
# PolNeAR and all of CoNLL, then six over the gold articles.
#   ablate.sh > table.txt     environment: PYTHON, WORK (with the teacher's probabilities), BIN, SHARED, PARTS
set -eu
here=$(cd "$(dirname "$0")" && pwd)
repo=$(dirname "$(dirname "$here")")
python=${PYTHON:-python3}
work=${WORK:-$HOME/.cache/quotestance/train}
bin=${BIN:-$repo/target/release/quotestance}
shared=${SHARED:-$repo/../shared}
for part in ${PARTS:-nothing teacher polnear stage-2 replay augmentation capitals conll links}; do
    run=$work/ablation/$part
    mkdir -p "$run/models"
    ln -sfn "$work/quotation-soft.pt" "$run/quotation-soft.pt"
    ln -sfn "$repo/models/stance" "$run/models/stance"
    set -- --work "$run" --out "$run/models/quotation" --epochs 1 --news 420 --tune-epochs 6
    [ "$part" = nothing ] || set -- "$@" --leave-out "$part"
    # these change stage 2 alone: they start from the full recipe's stage 1
    case $part in replay | stage-2) ln -sf "$work/ablation/nothing/quotation-1.pt" "$run/quotation-1.pt" ;; esac
    [ -e "$run/models/quotation/parity_articles.json" ] || "$python" "$here/quotation.py" --data "$shared/data" "$@" >&2
    "$bin" score "$shared/data/articles/dev/text" -o "$run/out" -q --models "$run/models" >&2
    echo "without $part"
    "$python" "$here/evaluate_quotation.py" "$run/models/quotation" --data "$shared/data" --unseen "$run/out/quotes.csv" |
        grep -E 'token_f1|span_f1|link_acc|_all|_PER|detection_f1|recall_|speaker_accuracy"|end_to_end' | tr -d '\n'
    echo
done
