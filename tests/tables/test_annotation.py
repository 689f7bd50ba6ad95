"""Label Studio takes the tasks and gives answers back; a list to look at goes through pandas and back."""

import json
import os
import shutil
import subprocess

import pandas
import pytest
from conftest import ARTICLES, WHO
from label_studio_sdk.label_interface import LabelInterface

NAME = WHO.removeprefix("President ")
IDS = [article[0] for article in ARTICLES]


@pytest.fixture
def run(out, tmp_path):
    """The program on a copy of the archive: `run("review")` is `quotestance review COPY`."""
    shutil.copy(out / "archive.db", tmp_path)

    def call(command, *more, exit_code=0):
        done = subprocess.run(
            [os.environ["QUOTESTANCE_PROGRAM"], command, tmp_path, *more], capture_output=True, text=True
        )
        assert done.returncode == exit_code, done.stderr
        return done.stdout

    call.folder = tmp_path
    return call


def test_label_studio_takes_tasks_and_gives_answers_back(run):
    interface = LabelInterface(run("report", "--format", "label-studio-config"))
    interface.validate()
    tasks = json.loads(run("report", "--format", "label-studio"))
    assert [task["data"]["article_id"] for task in tasks] == IDS
    for task in tasks:
        (prediction,) = task["predictions"]
        assert interface.validate_prediction(prediction, return_errors=True) == []
        for region in prediction["result"]:
            if region["type"] == "labels":
                value = region["value"]
                assert task["data"]["text"][value["start"] : value["end"]] == value["text"], "Python counts code points"
        # as Label Studio exports what a person has looked through
        result = [r for r in prediction["result"] if r.get("from_name") != "speaker"]
        task["annotations"] = [{"completed_by": {"id": 7, "email": "juna@harbour.example"}, "result": result}]
    wrong = {**tasks[0]["predictions"][0], "result": [{**tasks[0]["predictions"][0]["result"][0], "from_name": "x"}]}
    assert interface.validate_prediction(wrong, return_errors=True), "the check can fail"
    export = run.folder / "export.json"
    export.write_text(json.dumps(tasks), encoding="utf-8")
    assert run("correct", export).startswith("3 corrections kept; 3 rows changed")
    quotes = pandas.read_csv(run.folder / "quotes.csv")
    assert quotes["speaker"].isna().all() and (quotes["corrected"] == "speaker").all()


@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16")])
def test_a_list_to_look_at_is_filled_in_with_pandas(run, separator, encoding):
    file = run.folder / "look.csv"
    run("review", "-o", file)
    looks = pandas.read_csv(file, dtype=str, keep_default_na=False)
    assert (looks["speaker"] == NAME).all() and len(looks) > 0
    looks.loc[0, ["correct_speaker", "correct_stance", "by"]] = ["Émeric Saloun", "-0,25", "Jürgen"]
    looks.to_csv(file, sep=separator, encoding=encoding, index=False)
    assert run("correct", file).startswith("2 corrections kept; 1 row changed")
    quotes = pandas.read_csv(run.folder / "quotes.csv")
    (row,) = quotes[quotes["corrected"].notna()].to_dict("records")
    assert (row["speaker"], row["stance_score"], row["speaker_confidence"]) == ("Émeric Saloun", -0.25, 1.0)
    assert row["corrected"] == "speaker;stance"
    assert "Jürgen" in run("correct", "--list")
