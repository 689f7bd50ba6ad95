"""pandas, DuckDB and LibreOffice open the tables as what they are."""

import datetime
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree

import duckdb
import pandas
import pytest
from conftest import ARTICLES, WHO

NAME = WHO.removeprefix("President ")
IDS, TITLES, DATES, URLS, TOPICS, SPEAKERS, CODES = ([*column] for column in zip(*ARTICLES))
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def plain(column):
    """The cells of a file for spreadsheets without the apostrophe that keeps them text; empty ones as such."""
    return [cell.removeprefix("'") for cell in column.fillna("")]


def test_pandas_reads_csv_for_spreadsheets(out):
    quotes = pandas.read_csv(out / "quotes.csv")
    assert quotes.columns[0] == "article_id", "the byte order mark is no part of a name"
    assert plain(quotes["article_id"]) == IDS, "no digit is lost"
    assert plain(quotes["title"]) == TITLES
    assert plain(quotes["date"]) == DATES
    assert quotes["spans"].str.fullmatch(r"'\d+-\d+").all(), "a span is text in a spreadsheet"
    assert quotes["stance_score"].dtype == "float64" and quotes["nested"].dtype == "bool"
    assert (quotes["speaker"] == NAME).all()
    # what the user brought stands last, in its order
    assert list(quotes.columns[-4:]) == ["url", "topic", "input_speaker", "code"]
    assert (plain(quotes["topic"]), plain(quotes["input_speaker"]), plain(quotes["code"])) == (TOPICS, SPEAKERS, CODES)
    speakers = pandas.read_csv(out / "speakers.csv")
    assert list(speakers["speaker"]) == [NAME, NAME]
    assert list(zip(speakers["topic"], speakers["quotations"])) == [("talks", 2), ("grain", 1)]


def test_parquet_says_what_csv_says_and_has_types(out):
    csv, parquet = pandas.read_csv(out / "quotes.csv"), pandas.read_parquet(out / "quotes.parquet")
    assert [name for name in parquet.columns if name != "date_text"] == list(csv.columns)
    for name in csv.columns:
        if name == "date":
            continue
        if parquet[name].dtype in ("float64", "bool", "int64"):
            assert parquet[name].dtype == csv[name].dtype, name
            assert parquet[name].equals(csv[name]), name
        else:
            # a column of which pandas sees no text is one of numbers to it
            assert plain(csv[name].astype("str").where(csv[name].notna(), "")) == list(parquet[name].fillna("")), name
    assert list(parquet["article_id"]) == IDS
    assert list(parquet["date_text"]) == DATES
    days = [datetime.date(2031, 2, 3), None, datetime.date(2031, 2, 5)]
    assert [None if pandas.isna(day) else day for day in parquet["date"]] == days
    speakers = pandas.read_parquet(out / "speakers.parquet")
    assert speakers["quotations"].dtype == "int64" and speakers["mean_stance"].dtype == "float64"
    assert list(speakers["topic"]) == ["talks", "grain"]


def test_duckdb_reads_parquet(out):
    found = duckdb.sql(f"SELECT typeof(date), typeof(nested), typeof(stance_score) FROM '{out}/quotes.parquet' LIMIT 1")
    assert found.fetchall() == [("DATE", "BOOLEAN", "DOUBLE")]
    by_topic = f"SELECT topic, count(*) FROM '{out}/quotes.parquet' GROUP BY topic ORDER BY topic"
    assert duckdb.sql(by_topic).fetchall() == [("grain", 1), ("talks", 2)]


def cells(row):
    """(type, words) of each cell of a row."""
    for cell in row.findall(f"{{{TABLE}}}table-cell"):
        words = "".join("".join(p.itertext()) for p in cell.findall(f"{{{TEXT}}}p"))
        for _ in range(min(int(cell.get(f"{{{TABLE}}}number-columns-repeated", "1")), 100)):
            yield cell.get(f"{{{OFFICE}}}value-type"), words


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not there (Debian: libreoffice-calc)")
@pytest.mark.parametrize("language", [1033, 1031], ids=["English", "German"])
def test_libreoffice_makes_no_dates_of_text(out, tmp_path, language):
    # commas, UTF-8, and whatever looks like a number or a date becomes one
    filter_ = f"--infilter=CSV:44,34,76,1,,{language},false,true"
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/home",
        "--headless",
        filter_,
        "--convert-to",
        "fods",
    ]
    subprocess.run([*command, "--outdir", tmp_path, out / "quotes.csv"], check=True, capture_output=True)
    rows = ElementTree.parse(tmp_path / "quotes.fods").getroot().iter(f"{{{TABLE}}}table-row")
    header, *rows = (dict(enumerate(cells(row))) for row in rows)
    places = {words: place for place, (_, words) in header.items()}
    for article, row in zip(ARTICLES, rows):
        at = {name: row[places[name]] for name in ("article_id", "title", "spans", "code", "date")}
        for name, given in zip(("article_id", "title", "code"), (article[0], article[1], article[6])):
            assert (at[name][0], at[name][1].removeprefix("'")) == ("string", given)
        assert at["spans"][0] == "string"
        assert at["date"][0] == ("date" if article[2].startswith("2031") else "string"), "a day may become a date"
