#!/bin/sh
# Cross-validate the quotation model over the training articles and the annotated news, N folds by article, and score what each fold has not
# seen with the program itself. Further arguments go to quotation.py: with --leave-out teacher only stage 2 is trained
# for each fold, else a teacher too.
#   crossvalidate.sh N [ARGUMENTS...] > figures.txt     environment: PYTHON, WORK, BIN, SHARED
set -eu
here=$(cd "$(dirname "$0")" && pwd)
repo=$(dirname "$(dirname "$here")")
n=${1:-4}
[ $# -eq 0 ] || shift
python=${PYTHON:-python3}
work=${WORK:-$HOME/.cache/quotestance/train}
bin=${BIN:-$repo/target/release/quotestance}
export SHARED="${SHARED:-$repo/../shared}"
shared=$SHARED
all=$work/folds
mkdir -p "$all"
k=0
while [ "$k" -lt "$n" ]; do
    fold=$all/$k
    "$python" "$here/quotation.py" --data "$shared/data" --work "$work" --fold "$k" "$n" --out "$fold/models/quotation" "$@" >&2
    ln -sfn "$repo/models/stance" "$fold/models/stance"
    "$python" "$here/articles_jsonl.py" train --fold "$k" "$n" > "$fold/articles.jsonl"
    "$bin" score "$fold/articles.jsonl" -o "$fold/out" -q --evidence --models "$fold/models" >&2
    from=$([ "$k" -eq 0 ] && echo 1 || echo 2) # the columns once
    for file in quotes evidence; do
        [ "$k" -gt 0 ] || rm -f "$all/$file.csv"
        tail -n "+$from" "$fold/out/$file.csv" >> "$all/$file.csv"
    done
    k=$((k + 1))
done
"$python" "$here/articles_jsonl.py" train --gold "$all/gold"
python3 "$shared/eval/evaluate.py" "$all/quotes.csv" "$all/gold"
python3 "$here/reliability.py" "$all/quotes.csv" "$all/gold"
