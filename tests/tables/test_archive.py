"""Datasette, sqlite-utils and DuckDB open the archive as it is."""

import asyncio
import json

import duckdb
import duckdb_extensions
import sqlite_utils
from conftest import ARTICLES, WHO
from datasette.app import Datasette

NAME = WHO.removeprefix("President ")
IDS = [article[0] for article in ARTICLES]
ASKED = "select article_id, speaker, stance_score from quotes order by position, number"


def test_sqlite_utils_reads_tables_and_views(out):
    archive = sqlite_utils.Database(out / "archive.db")
    assert {"quotes", "speakers"} <= set(archive.view_names())
    assert [row["article_id"] for row in archive["documents"].rows_where(order_by="position")] == IDS
    rows = list(archive.query(ASKED))
    assert [row["article_id"] for row in rows] == IDS
    assert all(row["speaker"] == NAME and -1 <= row["stance_score"] <= 1 for row in rows)
    kept = json.loads(next(archive.query("select columns from documents where article_id = '007'"))["columns"])
    assert kept == {"url": "https://wire.example/a", "topic": "talks", "speaker": "May 5", "code": "0012"}


def test_datasette_answers_queries(out):
    async def ask(path):
        return await Datasette([str(out / "archive.db")]).client.get(path)

    answer = asyncio.run(ask("/archive.json?_shape=array&sql=" + ASKED.replace(" ", "+")))
    assert answer.status_code == 200, answer.text
    assert [row["article_id"] for row in answer.json()] == IDS
    page = asyncio.run(ask("/archive/speakers"))
    assert page.status_code == 200 and NAME in page.text


def test_duckdb_reads_views(out):
    duckdb_extensions.import_extension("sqlite_scanner")
    archive = duckdb.connect()
    archive.sql("LOAD sqlite_scanner")
    archive.sql(f"ATTACH '{out / 'archive.db'}' AS archive (TYPE sqlite, READ_ONLY)")
    found = archive.sql("SELECT article_id, speaker FROM archive.quotes ORDER BY position, number").fetchall()
    assert found == [(article, NAME) for article in IDS]
    split = archive.sql("SELECT split, quotations FROM archive.speakers WHERE split IS NOT NULL").fetchall()
    assert split == [("talks", 2), ("grain", 1)]
