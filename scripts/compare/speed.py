#!/usr/bin/env python3
"""The speed of quotestance beside that of other ways to read the same articles, on one machine, in turns.

    scripts/compare/run INPUT.jsonl [--repeats 5] [--threads 2] [--variant 'full=--precision single' ...]

In each round, one after the other and each in processes of its own:
  the program      `quotestance score`, once a --variant; the seconds of run.json without those of loading
  transformers     the same weights in Python (speed_transformers.py): tokenization, both models; no decoding, no
                   attribution, no report. Its stance model reads the quotations that the program found in round one
  spacy, spacy x2  en_core_web_sm and textacy's direct_quotations (speed_spacy.py) in one process, and in two that read
                   half of the articles each, timed from the first one's start to the last one's end
Words are the whitespace-separated words of the `text` fields, whatever a system makes of them. "with loading" is the wall
time of the whole process. Peak memory is the largest resident set that the kernel saw (of the larger process, where there
are two). The ratios are taken in each round and then their median, so that a busy spell of the machine weighs on both sides.

That Transformers and the program predict the same is not checked here: models/*/parity.json and parity_articles.json, which
scripts/train/parity.py writes from Python, are compared with the program's output by tests/parity.rs.
"""

import argparse
import json
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# Nothing heavy is imported here: a child's peak memory starts from that of the process it was forked from.
HERE = Path(__file__).resolve().parent
REPO = HERE.parents[1]
PROGRAM = Path(os.environ.get("CARGO_TARGET_DIR", REPO / "target")) / "release/quotestance"


class Stop(Exception):
    """Something that the person at the keyboard can put right."""


class Child:
    """A process whose peak memory and wall time are known when it has ended."""

    def __init__(self, name, command, env, **pipes):
        self.name, self.errors, self.began = name, tempfile.TemporaryFile(), time.monotonic()
        self.process = subprocess.Popen(list(map(str, command)), env=os.environ | env, stderr=self.errors, **pipes)

    def wait(self):
        """(wall seconds, peak MiB). wait4 gives the figures of this child alone, getrusage those of all so far."""
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        if self.process.returncode:
            self.errors.seek(0)
            said = self.errors.read().decode(errors="replace")[-2000:]
            raise Stop(f"{self.name} failed ({self.process.returncode}):\n{said}")
        return time.monotonic() - self.began, usage.ru_maxrss / 1024


class Worker(Child):
    """A Python process that loads, says so, waits for a line, reads all articles, and reports when it began and ended."""

    def __init__(self, name, command, env):
        super().__init__(
            name, [sys.executable, *command], env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            self.wait()
            raise Stop(f"{self.name} ended without an answer")
        return json.loads(line)


def in_workers(name, commands, env):
    """Seconds from the first start to the last end, where no worker starts before all have loaded."""
    workers = [Worker(name, command, env) for command in commands]
    try:
        for w in workers:
            w.answer()
        for w in workers:
            print("go", file=w.process.stdin, flush=True)
        answers = [w.answer() for w in workers]
        ends = [w.wait() for w in workers]
    finally:
        for w in workers:
            if w.process.returncode is None:
                w.process.kill()
    seconds = max(a["end"] for a in answers) - min(a["begin"] for a in answers)
    return {
        "seconds": seconds,
        "wall": max(e[0] for e in ends),
        "peak_mib": max(e[1] for e in ends),
        "workers": answers,
    }


def score(name, options, articles, folder, args):
    """One run of the program."""
    defaults = {"--threads": str(args.threads), "--device": "cpu"}
    given = {o.split("=")[0] for o in options}
    options = options + [x for k, v in defaults.items() if k not in given for x in (k, v)]
    command = [args.program, "score", articles, "-o", folder, "--quiet", *options]
    wall, peak = Child(name, command, {"QUOTESTANCE_MODELS": str(args.models)}, stdout=subprocess.DEVNULL).wait()
    run = json.loads((folder / "run.json").read_text("utf-8"))
    stages = run["seconds"]
    return {
        "seconds": stages["total"] - stages["load_models"],
        "wall": wall,
        "peak_mib": peak,
        "stages": stages,
        "device": run["device"],
    }


def rounds(articles, variants, args, work):
    """For each round the measurements by system."""
    quotes = None
    one = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    spacy = [HERE / "speed_spacy.py", articles, *(["--without-ner"] if args.spacy_without_ner else [])]
    for n in range(args.repeats):
        found = {}
        for k, (name, options) in enumerate(variants):
            folder = work / f"{n}-{k}"
            found[name] = score(name, options, articles, folder, args)
            quotes = quotes or folder / "quotes.csv"
        transformers = [
            HERE / "speed_transformers.py",
            articles,
            quotes,
            "--models",
            args.models,
            "--threads",
            args.threads,
            "--batch",
            args.batch,
        ]
        found["transformers"] = in_workers("transformers", [transformers], {"OMP_NUM_THREADS": str(args.threads)})
        found["spacy"] = in_workers("spacy", [spacy + ["--share", "0/1"]], one)
        found["spacy x2"] = in_workers("spacy x2", [spacy + ["--share", f"{i}/2"] for i in range(2)], one)
        print(f"round {n + 1} of {args.repeats}", file=sys.stderr)
        yield found


def spread(values):
    return {"median": statistics.median(values), "min": min(values), "max": max(values)}


def summary(found, variants, words):
    """By system: words a second, those with loading, peak memory, and how many times its speed each variant has."""
    return {
        name: {
            "words_a_second": spread([words / r[name]["seconds"] for r in found]),
            "with_loading": spread([words / r[name]["wall"] for r in found]),
            "peak_mib": spread([r[name]["peak_mib"] for r in found]),
            "times": {v: spread([r[name]["seconds"] / r[v]["seconds"] for r in found]) for v, _ in variants},
        }
        for name in found[0]
    }


def table(systems, variants):
    def cell(x, form):
        return f"{x['median']:{form}} ({x['min']:{form}}-{x['max']:{form}})"

    rows = [["system", "words/s", "with loading", "peak MiB"] + [f"{v}: times" for v, _ in variants]]
    for name, s in systems.items():
        rows.append(
            [name, cell(s["words_a_second"], ",.0f"), cell(s["with_loading"], ",.0f"), cell(s["peak_mib"], ",.0f")]
            + [cell(s["times"][v], ".2f") for v, _ in variants]
        )
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join("  ".join(c.ljust(w) for c, w in zip(row, widths)).rstrip() for row in rows)


def first_articles(path, count, work):
    """(path, number of articles, words), of the first `count` articles where that is given."""
    if not path.is_file():
        raise Stop(f"{path}: no such file")
    with open(path, encoding="utf-8") as f:
        lines = [line for line in f if line.strip()][:count]
    words = 0
    for n, line in enumerate(lines, 1):
        try:
            words += len(json.loads(line)["text"].split())
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Stop(f"{path}: article {n} is not a JSON object with a `text`") from None
    if not words:
        raise Stop(f"{path}: no words")
    if count:
        path = work / "articles.jsonl"
        path.write_text("".join(lines), encoding="utf-8")
    return path, len(lines), words


def variant(text):
    name, sep, options = text.partition("=")
    if not sep or not name:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form name=options")
    return name, shlex.split(options)


def count(text):
    if int(text) < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return int(text)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("input", type=Path, help="articles as JSON lines with `text`")
    ap.add_argument(
        "--variant",
        type=variant,
        action="append",
        metavar="NAME=OPTIONS",
        help="the program with these options; may be repeated [one: quotestance=]",
    )
    ap.add_argument("--repeats", type=count, default=5)
    ap.add_argument("--threads", type=count, default=2, help="of the program and of PyTorch [2]")
    ap.add_argument("--articles", type=count, metavar="N", help="only the first N")
    ap.add_argument(
        "--batch", type=count, default=2048, help="word pieces a batch in Transformers, padding counted [2048]"
    )
    ap.add_argument(
        "--spacy-without-ner",
        action="store_true",
        help="spaCy without its entities: direct_quotations needs none, and spaCy is much faster",
    )
    ap.add_argument("--models", type=Path, default=REPO / "models")
    ap.add_argument("--program", type=Path, default=os.environ.get("QUOTESTANCE", PROGRAM))
    ap.add_argument("--json", type=Path, metavar="FILE", help="write all measurements there too")
    args = ap.parse_args()
    variants = args.variant or [("quotestance", [])]
    names = [name for name, _ in variants]
    if len(set(names)) < len(names) or {"transformers", "spacy", "spacy x2"} & set(names):
        ap.error("each --variant needs a name of its own, other than transformers, spacy and spacy x2")
    with tempfile.TemporaryDirectory(prefix="quotestance-speed-") as work:
        try:
            if not os.access(args.program, os.X_OK):
                raise Stop(f"{args.program}: no program there. scripts/compare/run builds it; or set QUOTESTANCE=PATH")
            if not (args.models / "quotation/model.safetensors").is_file():
                raise Stop(f"{args.models}: no models there")
            args.models = args.models.resolve()
            if (load := os.getloadavg()[0]) > 0.5:
                # two OpenMP threads that spin for each other were seen to lose three quarters of their speed beside others
                print(
                    f"speed: the machine is busy (load {load:.1f}), which slows Transformers most: ratios will flatter",
                    file=sys.stderr,
                )
            articles, number, words = first_articles(args.input, args.articles, Path(work))
            found = list(rounds(articles, variants, args, Path(work)))
        except Stop as e:
            sys.exit(f"speed: {e}")
    systems = summary(found, variants, words)
    print(
        f"{number:,} articles, {words:,} words; {args.threads} threads of {os.cpu_count()} cores; "
        f"median (least-most) of {args.repeats}"
    )
    print(table(systems, variants))
    if args.json:
        options = {
            "input": str(args.input),
            "articles": number,
            "words": words,
            "threads": args.threads,
            "cores": os.cpu_count(),
            "batch": args.batch,
            "spacy_without_ner": args.spacy_without_ner,
            "variants": {name: shlex.join(o) for name, o in variants},
        }
        args.json.write_text(
            json.dumps({"options": options, "systems": systems, "rounds": found}, indent=1) + "\n", "utf-8"
        )


if __name__ == "__main__":
    main()
