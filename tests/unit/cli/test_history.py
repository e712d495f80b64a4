#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verb history: text, CSV and JSON of the calls that a search finds, and files that it cannot read.

Usage: test_history.py MAKE-HISTORY SCHEMA
"""

import atexit
import csv
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

import jsonschema

import inspecting

MAKE, SCHEMA = sys.argv[1:]
work = tempfile.mkdtemp(prefix="ringback-history-")
atexit.register(shutil.rmtree, work, ignore_errors=True)
path = os.path.join(work, "history.db")
subprocess.run([MAKE, path], check=True)


def history(*arguments, code=0, folder=work):
    result = subprocess.run([inspecting.CLI, "history", "--data-dir", folder, *arguments], capture_output=True, text=True,
                            stdin=subprocess.DEVNULL, env={**os.environ, "LANGUAGE": "en"})
    assert result.returncode == code, f"{arguments}: {result.returncode}, {result.stderr}"
    return result.stdout if code == 0 else result.stderr


def exported(*arguments):
    document = json.loads(history("--json", *arguments))
    with open(SCHEMA) as schema:
        jsonschema.Draft202012Validator(json.load(schema), format_checker=jsonschema.FormatChecker()).validate(document)
    return document["calls"]


def sentences_are_newest_first_and_each_in_a_line():
    spam, missed, answered = history().splitlines()
    assert "=Spam" in spam and "blocked" in spam, spam
    assert missed.startswith("Missed call from 王小明"), missed
    assert "Zoë Müller" in answered and "2 min" in answered, answered


def search_and_missed_narrow_it_down():
    assert [call["address"] for call in exported("--search", "zoe")] == ["sip:zoe@example.org"]
    assert [call["address"] for call in exported("--missed")] == ["sip:xm@example.cn"]
    assert [call["address"] for call in exported("--search", "blocked")] == ["sip:spam@example.com"]
    assert exported("--search", "nobody") == []
    assert history("--search", "nobody") == ""


def csv_has_a_heading_and_no_formulas():
    rows = list(csv.DictReader(io.StringIO(history("--csv"), newline="")))
    assert [row["verdict"] for row in rows] == ["declined", "cancelled", "answered"], rows
    assert rows[0]["name"].startswith("'=Spam") and rows[0]["handling"] == "blocked", rows[0]


def nothing_is_written():
    before = open(path, "rb").read()
    history()
    assert open(path, "rb").read() == before
    empty = tempfile.mkdtemp(dir=work)
    assert history(folder=empty) == "" and os.listdir(empty) == []


def files_of_other_versions_are_told():
    for version, word in ((99, "newer"), (1, "older")):
        folder = tempfile.mkdtemp(dir=work)
        with sqlite3.connect(os.path.join(folder, "history.db")) as db:
            db.execute(f"PRAGMA user_version = {version}")
        db.close()
        assert word in history(folder=folder, code=1)
    folder = tempfile.mkdtemp(dir=work)
    with open(os.path.join(folder, "history.db"), "w") as file:
        file.write("x" * 5000)
    assert "cannot be read" in history(folder=folder, code=1)


def wrong_use_is_told():
    assert "--json" in history("--json", "--csv", code=2)
    history("word", code=2)


inspecting.run([sentences_are_newest_first_and_each_in_a_line,
                search_and_missed_narrow_it_down,
                csv_has_a_heading_and_no_formulas,
                nothing_is_written,
                files_of_other_versions_are_told,
                wrong_use_is_told])
