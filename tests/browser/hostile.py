"""Articles and a run's folder whose every field tries to be HTML or a script."""

import csv
import json

QUOTE_COLUMNS = (
    "article_id,quote_id,type,quote,spans,cue,speaker_mention,speaker,speaker_id,speaker_confidence,stance_score,"
    "stance_label,stance_confidence,nested,duplicate_of,sentence,title,outlet,date"
).split(",")

SCRIPT = "<script>window.harmed = true</script>"
TEXT = (
    "BRANMOUTH 😀 </script><script>window.harmed = true</script><!-- <img src=x onerror='window.harmed=true'>\n\n"
    "“We will sign the <b>ceasefire</b> 😀 & open the bridge by Friday, <script>window.harmed = true</script>” "
    "President Oda Varn told reporters.\u2028\n\n"
    "“There will be no talks and no truce, only sanctions,” Premier Marek Dolny said. 𝒳\n"
)


def article(path):
    """An article of ours for `score`, hostile in id, title, outlet and text."""
    record = {
        "id": f"evil\"'></script>{SCRIPT}",
        "title": f"</title>{SCRIPT}<img src=x onerror=window.harmed=true>",
        "outlet": '"><script>window.harmed=true</script> & Sons',
        "date": "2025-10-28",
        "text": TEXT,
    }
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    return record


def folder(path):
    """A run's folder, hostile in every column that is free text, the speaker's name too."""
    path.mkdir(parents=True)
    quote = f"“{SCRIPT} we want peace”"
    row = dict.fromkeys(QUOTE_COLUMNS, "")
    row.update(
        article_id=f"'=a</script>{SCRIPT}",
        quote_id=f"'=a</script>{SCRIPT}#1",
        type="direct",
        quote=quote,
        spans=f"10-{10 + len(quote)}",
        cue="said",
        speaker_mention=SCRIPT,
        speaker=f"</script>{SCRIPT} Varn",
        speaker_id="x",
        speaker_confidence="0.9",
        stance_score="0.800",
        stance_label="strong_peace",
        stance_confidence="0.9",
        nested="false",
        sentence=f"{quote} {SCRIPT} said.",
        title=SCRIPT,
        outlet=SCRIPT,
        date="2025-01-01<script>",
    )
    with open(path / "quotes.csv", "w", newline="", encoding="utf-8") as f:
        w = csv.DictWriter(f, QUOTE_COLUMNS)
        w.writeheader()
        w.writerow(row)
    with open(path / "errors.csv", "w", newline="", encoding="utf-8") as f:
        csv.writer(f).writerows([["input", "error"], [SCRIPT, SCRIPT]])
    run = {"version": SCRIPT, "roster": SCRIPT, "inputs": [SCRIPT], "device": SCRIPT, "counts": {"articles": 1}}
    (path / "run.json").write_text(json.dumps(run))
    return row
