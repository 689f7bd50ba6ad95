"""Articles and a run's folder whose every field tries to be HTML or a script."""

import json

import archives

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


def folder(template, path):
    """A run's folder, hostile in every column that is free text, the speaker's name too. What is expected of its one row."""
    db = archives.emptied(template, path)
    row = {
        "article_id": f"=a</script>{SCRIPT}",
        "speaker": f"</script>{SCRIPT} Varn",
        "title": SCRIPT,
        "quote": f"“{SCRIPT} we want peace”",
    }
    sentence = f"{row['quote']} {SCRIPT} said."
    at = len(row["quote"]) + 1
    cue = at + len(SCRIPT) + 1
    quotation = (row["quote"], 0, row["speaker"], 0.9, 0.8, "strong_peace", sentence, (at, cue - 1), cue)
    archives.add(
        db,
        row["article_id"],
        sentence,
        [quotation],
        SCRIPT,
        SCRIPT,
        "2025-01-01<script>",
        {SCRIPT: SCRIPT, "url": "javascript:window.harmed=true"},
    )
    db.execute("INSERT INTO failures VALUES ('x', 1, ?, ?, (SELECT max(run_id) FROM runs))", (SCRIPT, SCRIPT))
    about = {"version": SCRIPT, "roster": SCRIPT, "inputs": [SCRIPT], "device": SCRIPT, "counts": {"articles": 1}}
    db.execute(
        "UPDATE runs SET about = ?, inputs = ?, fingerprint = ?", (json.dumps(about), json.dumps([SCRIPT]), "hostile")
    )
    db.commit()
    db.close()
    return row
