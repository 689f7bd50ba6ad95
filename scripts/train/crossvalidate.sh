#!/bin/sh
# Cross-validate stage 2 of the quotation model over the training articles, N folds by article, and score what each
# fold has not seen with the program itself. Needs stage 1 in WORK (quotation.py leaves it there).
#   crossvalidate.sh [N] > figures.txt     environment: PYTHON, WORK, BIN, SHARED
set -eu
here=$(cd "$(dirname "$0")" && pwd)
repo=$(dirname "$(dirname "$here")")
n=${1:-4}
python=${PYTHON:-python3}
work=${WORK:-$HOME/.cache/quotestance/train}
bin=${BIN:-$repo/target/release/quotestance}
shared=${SHARED:-$repo/../shared}
all=$work/folds
mkdir -p "$all"
k=0
while [ "$k" -lt "$n" ]; do
    fold=$all/$k
    if [ ! -e "$fold/models/quotation/model.safetensors" ]; then
        "$python" "$here/quotation.py" --data "$shared/data" --work "$work" --fold "$k" "$n" \
            --stage-2 "quotation-fold-$k" --out "$fold/models/quotation" >&2
    fi
    ln -sfn "$repo/models/stance" "$fold/models/stance"
    texts=$(ls "$shared"/data/articles/train/gold/*.json | awk -v k="$k" -v n="$n" '(NR - 1) % n == k' |
        sed 's|/gold/|/text/|; s|json$|txt|')
    # shellcheck disable=SC2086 — one argument a file; the names hold no spaces
    "$bin" score $texts -o "$fold/out" -q --evidence --models "$fold/models" >&2
    from=$([ "$k" -eq 0 ] && echo 1 || echo 2) # the columns once
    for file in quotes evidence; do
        [ "$k" -gt 0 ] || rm -f "$all/$file.csv"
        tail -n "+$from" "$fold/out/$file.csv" >> "$all/$file.csv"
    done
    k=$((k + 1))
done
python3 "$shared/eval/evaluate.py" "$all/quotes.csv" "$shared/data/articles/train/gold"
python3 "$here/reliability.py" "$all/quotes.csv" "$shared/data/articles/train/gold"
