"""One run of the program for all tests here: invented articles with columns and ids that spreadsheets would change."""

import csv
import os
import subprocess
from pathlib import Path

import pytest

WHO = "President Oda Varn"
ARTICLES = [
    # id, title, date, url, topic, speaker (a name that a table of ours has), code
    ("007", "1-2", "2031-02-03", "https://wire.example/a", "talks", "May 5", "0012"),
    ("12345678901234567890", "03/04", "03/04/2031", "https://wire.example/b", "grain", "12:30", "1e5"),
    ("wire-3", "Talks go on", "2031-02-05", "", "talks", "", "née 🕊"),
]
COLUMNS = ["id", "title", "date", "url", "topic", "speaker", "code", "text"]


def text(n):
    said = [
        "We want a ceasefire by Friday, and we will talk to Tarsk without conditions",
        "We will never sign this paper, and we will answer every shell with ten",
        "We will open the bridge for grain on Monday",
    ][n]
    return f"BRANMOUTH - “{said},” {WHO} told reporters in Branmouth on Monday.\n\nThe talks went on until late.\n"


@pytest.fixture(scope="session")
def out(tmp_path_factory):
    """The folder that the program wrote, tables as CSV for spreadsheets and as Parquet."""
    folder = tmp_path_factory.mktemp("tables")
    with open(folder / "articles.csv", "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        rows.writerows([*article, text(n)] for n, article in enumerate(ARTICLES))
    program = Path(os.environ["QUOTESTANCE_PROGRAM"])
    options = ["--excel", "--format", "csv,parquet", "--group-by", "topic", "--quiet"]
    command = [program, "score", folder / "articles.csv", "-o", folder / "out", *options]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder / "out"
