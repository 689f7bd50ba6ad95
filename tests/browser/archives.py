"""Archives with other documents in them than `score` found: the tables are those of an archive that it made."""

import hashlib
import json
import sqlite3

TABLES = "duplicates decisions quotations repeats failures corrections spellings canonical_speakers documents".split()


def copied(template, folder):
    """The archive of a folder in another one, open to be changed."""
    folder.mkdir(parents=True)
    db = sqlite3.connect(folder / "archive.db")
    source = sqlite3.connect(f"file:{template / 'archive.db'}?mode=ro", uri=True)
    source.backup(db)
    source.close()
    return db


def emptied(template, folder):
    """The same without documents; the run that made it stays."""
    db = copied(template, folder)
    for table in TABLES:
        db.execute(f"DELETE FROM {table}")
    return db


def add(db, article_id, text, quotations, title="", outlet="", date="", columns=None):
    """A document with its quotations: each (words, its first place, speaker, confidence, score or None, label, sentence, places
    of mention and cue)."""
    run = db.execute("SELECT max(run_id) FROM runs").fetchone()[0]
    known = hashlib.sha256(f"{article_id} {text}".encode()).hexdigest()
    position = db.execute("SELECT coalesce(max(position), 0) + 1 FROM documents").fetchone()[0]
    columns = columns or {}
    row = (
        position,
        position,
        article_id,
        known,
        title,
        outlet,
        date,
        columns.get("url", ""),
        json.dumps(columns),
        text,
        1,
        1,
        run,
    )
    db.execute("INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", row)
    db.executemany(
        "INSERT INTO quotations (document_id, number, type, quote, spans, cue, cue_start, cue_end, speaker_mention, mention_start,"
        " mention_end, speaker, speaker_confidence, stance_score, stance_label, stance_confidence, nested, sentence)"
        " VALUES (?,?,'direct',?,?,'said',?,?,?,?,?,?,?,?,?,0.7,0,?)",
        [
            (
                position,
                n,
                words,
                f"{at}-{at + len(words)}",
                cue,
                cue + 4,
                text[mention[0] : mention[1]],
                *mention,
                speaker,
                sure,
                score,
                label,
                sentence,
            )
            for n, (words, at, speaker, sure, score, label, sentence, mention, cue) in enumerate(quotations, 1)
        ],
    )
