-- The archive, version 1. `PRAGMA user_version` has the version, `PRAGMA application_id` says that it is one of ours.
-- Places in texts count code points from 0, ends excluded. Truth values are 0 and 1.

-- Each call of `score` that wrote into this archive, in order.
CREATE TABLE runs (
    run_id INTEGER PRIMARY KEY,
    -- `score`, `rescore` or `merge`
    kind TEXT NOT NULL,
    -- UTC, ISO 8601; `ended` is NULL while it goes on and where it was interrupted
    began TEXT NOT NULL,
    ended TEXT,
    -- what decides the rows besides the articles, in short: program, models, roster, word lists, device, precision
    fingerprint TEXT NOT NULL,
    -- the same in full, and how inputs were read: a JSON object
    recipe TEXT NOT NULL,
    -- files, folders and patterns as the user named them: a JSON array
    inputs TEXT NOT NULL,
    -- what run.json said: a JSON object
    about TEXT NOT NULL,
    -- the roster that --speakers added; empty without one
    roster TEXT NOT NULL
);

CREATE TABLE documents (
    document_id INTEGER PRIMARY KEY,
    -- order in every export
    position INTEGER NOT NULL UNIQUE,
    -- the id in every export
    article_id TEXT NOT NULL UNIQUE,
    -- SHA-256 of text, title, outlet, date and url
    content_hash TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    outlet TEXT NOT NULL,
    -- YYYY-MM-DD, or as it was given where it could not be read, or empty
    date TEXT NOT NULL,
    url TEXT NOT NULL,
    -- all other columns that the user gave: a JSON object
    columns TEXT NOT NULL,
    text TEXT NOT NULL,
    words INTEGER NOT NULL,
    word_pieces INTEGER NOT NULL,
    -- the run that found its quotations
    run_id INTEGER NOT NULL REFERENCES runs
);

-- Other ids under which an article came that was there already; it counts once.
CREATE TABLE repeats (
    article_id TEXT PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE
) WITHOUT ROWID;

-- What could not be read or analyzed.
CREATE TABLE failures (
    failure_hash TEXT PRIMARY KEY,
    position INTEGER NOT NULL UNIQUE,
    input TEXT NOT NULL,
    error TEXT NOT NULL,
    run_id INTEGER NOT NULL REFERENCES runs
) WITHOUT ROWID;

-- Quotations as the models and rules found them in one article. What is decided over all articles is in `decisions`.
CREATE TABLE quotations (
    quotation_id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    -- from 1, in text order
    number INTEGER NOT NULL,
    type TEXT NOT NULL,
    quote TEXT NOT NULL,
    -- "12-40;55-61"
    spans TEXT NOT NULL,
    cue TEXT NOT NULL,
    cue_start INTEGER,
    cue_end INTEGER,
    speaker_mention TEXT NOT NULL,
    mention_start INTEGER,
    mention_end INTEGER,
    speaker TEXT NOT NULL,
    speaker_confidence REAL NOT NULL,
    -- what the name rests on: a JSON object
    evidence TEXT,
    -- -1 to +1, NULL off axis
    stance_score REAL,
    stance_label TEXT NOT NULL,
    stance_confidence REAL NOT NULL,
    nested INTEGER NOT NULL,
    sentence TEXT NOT NULL,
    UNIQUE (document_id, number)
);

-- What a person has put right (`quotestance correct`), in the order in which it came; the later of one place and field
-- counts. It hangs on the words and their place, not on row numbers, and none is ever removed.
CREATE TABLE corrections (
    correction_id INTEGER PRIMARY KEY,
    -- where: an article and places in it, "12-40;55-61"; both empty for a correction of a name in all articles
    article_id TEXT NOT NULL,
    spans TEXT NOT NULL,
    -- the words that stood there
    quote TEXT NOT NULL,
    -- `speaker`, `stance`, `type`, `not_a_quotation`, `merge_speaker` or `rename_speaker`
    field TEXT NOT NULL,
    -- for a name in all articles: which one
    speaker TEXT NOT NULL,
    -- a name or `nobody`; a label or a score; a type; `yes`; or `undo`, which takes back what came before
    value TEXT NOT NULL,
    by TEXT NOT NULL,
    note TEXT NOT NULL,
    -- UTC, ISO 8601
    entered TEXT NOT NULL
);

-- What is decided over all articles, made anew whenever files are written: one row for each quotation.
CREATE TABLE decisions (
    quotation_id INTEGER PRIMARY KEY REFERENCES quotations ON DELETE CASCADE,
    -- the canonical name; empty for nobody, and where the name was less sure than was asked for
    speaker TEXT NOT NULL,
    speaker_id TEXT NOT NULL,
    -- which of speaker, stance and type a person has put right, with ; between
    corrected TEXT NOT NULL,
    -- what a person has put in their places; NULL where nobody has
    speaker_confidence REAL,
    type TEXT,
    stance_score REAL,
    stance_label TEXT,
    -- a person says that this is no quotation; it is in no export
    left_out INTEGER NOT NULL
);

-- Quotations that repeat an earlier one of the same speaker.
CREATE TABLE duplicates (
    quotation_id INTEGER PRIMARY KEY REFERENCES quotations ON DELETE CASCADE,
    first_id INTEGER NOT NULL REFERENCES quotations (quotation_id) ON DELETE CASCADE
);

-- Spellings of a name, and the one name that stands for them in all rows.
CREATE TABLE spellings (
    spelling TEXT PRIMARY KEY,
    speaker TEXT NOT NULL
) WITHOUT ROWID;

-- The rows of speakers.csv. `split` is NULL for figures over all articles, else a value of the column that --group-by named.
CREATE TABLE canonical_speakers (
    place INTEGER PRIMARY KEY,
    speaker TEXT NOT NULL,
    speaker_id TEXT NOT NULL,
    split TEXT,
    quotations INTEGER NOT NULL,
    direct INTEGER NOT NULL,
    indirect INTEGER NOT NULL,
    mixed INTEGER NOT NULL,
    on_axis INTEGER NOT NULL,
    mean_stance REAL,
    ci_low REAL,
    ci_high REAL,
    strong_peace INTEGER NOT NULL,
    lean_peace INTEGER NOT NULL,
    neutral INTEGER NOT NULL,
    lean_pressure INTEGER NOT NULL,
    strong_pressure INTEGER NOT NULL,
    off_axis INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    outlets INTEGER NOT NULL,
    first_date TEXT NOT NULL,
    last_date TEXT NOT NULL,
    UNIQUE (speaker_id, split)
);

CREATE INDEX quotations_by_speaker ON quotations (speaker);
CREATE INDEX decisions_by_speaker ON decisions (speaker_id);
CREATE INDEX duplicates_by_first ON duplicates (first_id);

-- Words of quotations and of the sentences around them, for search.
CREATE VIRTUAL TABLE quotation_words USING fts5 (
    quote, sentence, content = 'quotations', content_rowid = 'quotation_id', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER quotation_added AFTER INSERT ON quotations BEGIN
    INSERT INTO quotation_words (rowid, quote, sentence) VALUES (new.quotation_id, new.quote, new.sentence);
END;
CREATE TRIGGER quotation_removed AFTER DELETE ON quotations BEGIN
    INSERT INTO quotation_words (quotation_words, rowid, quote, sentence)
    VALUES ('delete', old.quotation_id, old.quote, old.sentence);
END;

-- As quotes.csv has it, for people and for programs that know SQL. The order is ORDER BY position, number.
CREATE VIEW quotes AS
SELECT
    d.article_id,
    d.article_id || '#' || q.number AS quote_id,
    coalesce(x.type, q.type) AS type,
    q.quote,
    q.spans,
    q.cue,
    q.speaker_mention,
    coalesce(x.speaker, q.speaker) AS speaker,
    coalesce(x.speaker_id, '') AS speaker_id,
    CASE WHEN coalesce(x.speaker, q.speaker) = '' THEN NULL
        ELSE round(coalesce(x.speaker_confidence, q.speaker_confidence), 3) END AS speaker_confidence,
    round(CASE WHEN x.stance_label IS NULL THEN q.stance_score ELSE x.stance_score END, 3) AS stance_score,
    coalesce(x.stance_label, q.stance_label) AS stance_label,
    CASE WHEN x.stance_label IS NULL THEN round(q.stance_confidence, 3) ELSE 1.0 END AS stance_confidence,
    q.nested,
    coalesce(fd.article_id || '#' || f.number, '') AS duplicate_of,
    q.sentence,
    d.title,
    d.outlet,
    d.date,
    coalesce(x.corrected, '') AS corrected,
    r.fingerprint AS made_by,
    d.url,
    d.columns,
    d.position,
    q.number
FROM quotations q
JOIN documents d USING (document_id)
JOIN runs r ON r.run_id = d.run_id
LEFT JOIN decisions x USING (quotation_id)
LEFT JOIN duplicates u USING (quotation_id)
LEFT JOIN quotations f ON f.quotation_id = u.first_id
LEFT JOIN documents fd ON fd.document_id = f.document_id
WHERE coalesce(x.left_out, 0) = 0;

-- As speakers.csv has it.
CREATE VIEW speakers AS
SELECT
    speaker, speaker_id, quotations, direct, indirect, mixed, on_axis, mean_stance, ci_low, ci_high, strong_peace,
    lean_peace, neutral, lean_pressure, strong_pressure, off_axis, articles, outlets, first_date, last_date, split
FROM canonical_speakers
ORDER BY place;
