#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""ringback-cli contacts: import, list, search, export on a database of the test's own."""

import json
import os
import stat
import subprocess
import sys
import tempfile

CLI = os.environ["RINGBACK_CLI"]
CARDS = """BEGIN:VCARD
VERSION:4.0
FN:Bob
TEL:1001
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:张三
TEL;TYPE=cell:+86 138 0013 8000
NOTE:neighbour
END:VCARD
BEGIN:VCARD
NOTE:nobody
END:VCARD
"""


def run(folder, *arguments):
    return subprocess.run([CLI, "contacts", "--data-dir", folder, *arguments], capture_output=True, text=True, timeout=30)


def objects(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def imports_twice(folder):
    cards = os.path.join(folder, "people.vcf")
    with open(cards, "w") as file:
        file.write(CARDS)
    first = run(folder, "import", cards, "--json")
    assert first.returncode == 0, first
    assert objects(first)[0] == {"conflicts": 0, "changed": 0, "new": 2, "same": 0, "imported": 2, "problems": 1}, first
    assert "10" in first.stderr or "11" in first.stderr or "12" in first.stderr, first.stderr  # the line of nobody's card
    again = run(folder, "import", cards, "--json")
    assert objects(again)[0]["imported"] == 0 and objects(again)[0]["same"] == 2, again


def lists_and_searches(folder):
    assert run(folder, "list").stdout == "Bob\t1001\n张三\t+86 138 0013 8000\n"
    for text in ("zhangs", "zs", "138 001", "三"):
        found = objects(run(folder, "search", text, "--json"))
        assert found == [{"name": "张三", "favourite": False, "notes": "neighbour",
                          "addresses": [{"label": "mobile", "address": "+86 138 0013 8000"}]}], (text, found)
    nobody = run(folder, "search", "nobody")
    assert nobody.returncode == 1 and nobody.stdout == "", nobody


def exports_what_it_imports(folder):
    for name in ("vcard4", "vcard3", "google", "microsip"):
        path, other = os.path.join(folder, "out-" + name), os.path.join(folder, "other-" + name)
        os.mkdir(other)
        assert run(folder, "export", path, "--format", name).returncode == 0
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
        assert objects(run(other, "import", path, "--json"))[0]["new"] == 2, name
        assert run(other, "list").stdout == run(folder, "list").stdout, name


def refuses_in_words(folder):
    for arguments in ((), ("list", "more"), ("search",), ("export", "/x", "--format", "tape")):
        assert run(folder, *arguments).returncode == 2, arguments
    junk = os.path.join(folder, "junk")
    with open(junk, "wb") as file, open(CLI, "rb") as program:
        file.write(program.read(1 << 18))
    for arguments in (("import", os.path.join(folder, "none")), ("import", junk), ("export", os.path.join(folder, "no", "where"))):
        refused = run(folder, *arguments)
        assert refused.returncode == 1 and refused.stderr.startswith("ringback-cli: "), refused
    assert run(folder, "list").stdout.count("\n") == 2


CHAPTERS = [imports_twice, lists_and_searches, exports_what_it_imports, refuses_in_words]
failed = 0
print("1..%d" % len(CHAPTERS))
with tempfile.TemporaryDirectory() as where:
    for number, chapter in enumerate(CHAPTERS, 1):
        try:
            chapter(where)
            print("ok %d - %s" % (number, chapter.__name__.replace("_", " ")))
        except AssertionError as error:
            failed = 1
            print("not ok %d - %s\n# %s" % (number, chapter.__name__.replace("_", " "), str(error).replace("\n", "\n# ")))
sys.exit(failed)
