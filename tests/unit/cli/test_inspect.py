#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verb inspect as scripts use it: exit codes, what goes to which stream, --out, --filter, --hide-private.

Usage: test_inspect.py DATA
"""

import atexit
import json
import os
import resource
import shutil
import stat
import subprocess
import sys
import tempfile
import xml.dom.minidom

from inspecting import CLI, expect, inspect, run

DATA = sys.argv[1]
ANSWERED = f"{DATA}/captures/answered-proxy.pcap"
CANCELLED = f"{DATA}/captures/cancelled-caller.pcap"
DAMAGED = f"{DATA}/captures/truncated.pcapng"
FORMATS = ["summary", "ladder", "json", "text", "csv", "mermaid", "svg", "pcapng", "exported-pdu"]

work = tempfile.mkdtemp(prefix="ringback-inspect-")
atexit.register(shutil.rmtree, work, ignore_errors=True)


def path(name):
    return os.path.join(work, name)


def every_format_ends_with_0():
    for form in FORMATS:
        assert len(expect(0, ANSWERED, "--to", form)) > 100, form
    assert expect(0, ANSWERED) == expect(0, ANSWERED, "--to", "summary")
    assert expect(0, ANSWERED, "--json") == expect(0, ANSWERED, "-t", "json")
    assert expect(0, ANSWERED, "--ladder") == expect(0, ANSWERED, "--to", "ladder")


def help_ends_with_0_and_names_every_format():
    text = expect(0, "--help")
    for form in FORMATS:
        assert form.encode() in text, form


def damage_and_absence_end_with_1():
    assert expect(1, DAMAGED, says=b"damaged").count(b"\n") >= 1
    expect(1, path("nowhere.pcap"), says=b"nowhere.pcap")
    expect(1, __file__, says=b"neither")
    # the others are read all the same
    assert expect(1, ANSWERED, path("nowhere.pcap"), CANCELLED).count(b"\n") == 2


def a_wrong_command_ends_with_2():
    expect(2)
    expect(2, ANSWERED, "--to", "xlsx", says=b"summary, ladder, json, text, csv, mermaid, svg, pcapng, exported-pdu")
    expect(2, ANSWERED, "--json", "--ladder")
    expect(2, ANSWERED, "--json", "--to", "json")
    expect(2, ANSWERED, "--no-such-option")
    expect(2, ANSWERED, "--filter", "method:INVITE (status:200", says=b"^")
    expect(2, ANSWERED, CANCELLED, "--to", "svg", says=b"one file")
    expect(2, ANSWERED, "--with-media", says=b"pcapng")
    expect(2, ANSWERED, "--with-media", "--hide-private", "--to", "pcapng", says=b"voices")
    expect(2, "--listen-hep", "127.0.0.1:0", "--hide-private")


def out_is_written_as_a_whole_and_for_its_owner():
    out = path("calls.csv")
    assert expect(0, ANSWERED, "--to", "csv", "--out", out) == b""
    with open(out, "rb") as file:
        assert file.read() == expect(0, ANSWERED, "--to", "csv")
    assert stat.S_IMODE(os.stat(out).st_mode) == 0o600
    assert expect(0, ANSWERED, "--out", "-") == expect(0, ANSWERED)


def what_was_there_stays_when_writing_fails():
    out = path("earlier.txt")
    with open(out, "w", encoding="ascii") as file:
        file.write("earlier")
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    expect(1, ANSWERED, "--to", "text", "--out", out, says=b"cannot be written", preexec_fn=limit,
           restore_signals=False)
    expect(1, path("nowhere.pcap"), "--out", out)
    expect(1, ANSWERED, "--out", work, says=b"folder")
    expect(1, ANSWERED, "--out", path("no/such/folder.txt"), says=b"cannot be created")
    with open(out, encoding="ascii") as file:
        assert file.read() == "earlier"
    assert not [name for name in os.listdir(work) if name.startswith("earlier.txt.")], os.listdir(work)


def a_full_standard_output_ends_with_1():
    with open("/dev/full", "wb") as full:
        result = subprocess.run([CLI, "inspect", ANSWERED], stdout=full, stderr=subprocess.PIPE)
    assert result.returncode == 1 and b"cannot be written" in result.stderr, result


def several_files_are_several_objects():
    lines = expect(0, ANSWERED, CANCELLED, "--json").splitlines()
    assert [json.loads(line)["file"] for line in lines] == [ANSWERED, CANCELLED]


def a_filter_chooses_messages():
    whole = json.loads(expect(0, ANSWERED, "--json"))
    some = json.loads(expect(0, ANSWERED, "--json", "--filter", "method:BYE"))
    assert 0 < some["messages"] < whole["messages"], some["messages"]
    assert all(message["cseq"].endswith("BYE") for call in some["calls"] for message in call["messages"])
    assert expect(0, ANSWERED, "--filter", "method:PUBLISH") == b""
    # they keep their numbers, and the verdict is that of the whole call
    assert some["calls"][0]["verdict"] == whole["calls"][0]["verdict"]


def the_filter_counts_as_the_json_does():
    call = json.loads(expect(0, ANSWERED, "--json"))["calls"][0]
    for key in ("leg", "transaction", "dialog", "no"):
        numbers = {message[key] for message in call["messages"]} - {None}
        assert min(numbers) == 1, (key, numbers)
        for number in numbers:
            some = json.loads(expect(0, ANSWERED, "--json", "--filter", f"{key}:{number}"))["calls"][0]
            assert some["messages"] == [message for message in call["messages"] if message[key] == number], (key, number)
    assert max(message["leg"] for message in call["messages"]) == call["legs"] == 2
    assert [transaction["no"] for transaction in call["transactions"]] == list(range(1, 8))
    assert [dialog["no"] for dialog in call["dialogs"]] == [1]


def a_mistake_in_a_filter_is_shown_where_it_is():
    for text, column in (("method:INVITE (status:200", 14), ("stauts:1", 0), ("from:älice stauts:1", 11)):
        result = inspect(ANSWERED, "--filter", text)
        assert result.returncode == 2 and result.stdout == b"", result
        lines = result.stderr.decode().splitlines()
        assert lines[:2] == [text, " " * column + "^"] and len(lines) > 2 and lines[2].endswith((".", "?")), lines


def svg_of_a_capture_is_xml():
    xml.dom.minidom.parseString(expect(0, ANSWERED, "--to", "svg"))


def hidden_data_is_hidden_from_every_format():
    for form in FORMATS:
        text = expect(0, ANSWERED, "--to", form, "--hide-private")
        assert b"alice" not in text and b"bob" not in text and b"answered-proxy" not in text, form


def captures_written_are_captures():
    for form in ("pcapng", "exported-pdu"):
        again = path(f"{form}.pcapng")
        expect(0, ANSWERED, CANCELLED, "--to", form, "--out", again)
        calls = json.loads(expect(0, again, "--json"))
        assert calls["messages"] == sum(json.loads(line)["messages"]
                                        for line in expect(0, ANSWERED, CANCELLED, "--json").splitlines())


def media_goes_with_the_messages():
    source = f"{DATA}/rtp/modern.pcap"
    again = path("media.pcapng")
    expect(0, source, "--to", "pcapng", "--with-media", "--out", again)
    assert json.loads(expect(0, again, "--json"))["rtp"] == json.loads(expect(0, source, "--json"))["rtp"] != []
    expect(0, source, "--to", "pcapng", "--out", again)
    assert json.loads(expect(0, again, "--json"))["rtp"] == []


def a_call_comes_with_what_belongs_to_it():
    capture = f"{DATA}/recorded/transferred-by-refer.pcap"
    ladder = expect(0, capture, "--call", "2", "--legs", "--ladder").decode()
    lines = ladder.splitlines()
    assert lines[0].startswith("\u2460 INVITE  sip:alice@") and lines[2].startswith("\u2461 INVITE  sip:bob@"), lines[:4]
    assert lines[4] == "A REFER in call 1 asked for call 2. (No. 23)", lines[4]
    assert sum("5060" in line and "REGISTER" not in line for line in lines) == 1  # one ladder's heading
    assert sum("\u2460" in line for line in lines[6:]) == 29 and sum("\u2461" in line for line in lines[6:]) == 16
    assert ladder == expect(0, capture, "--call", "4", "--legs", "--ladder").decode()

    calls = json.loads(expect(0, capture, "--call", "4", "--legs", "--json"))
    assert len(calls["calls"]) == 2 and calls["messages"] == 45
    assert [(join["first"], join["second"], join["kind"], join["message"]) for join in calls["joins"]] == [(1, 2, "transfer", 23)]

    for form in ("svg", "mermaid"):
        text = expect(0, capture, "--call", "2", "--legs", "--to", form, "--hide-private").decode()
        assert "\u2460" in text and "\u2461" in text and "A REFER in call 1 asked for call 2." in text, form
        assert "alice" not in text, form
    xml.dom.minidom.parseString(expect(0, capture, "--call", "2", "--legs", "--to", "svg"))
    only = expect(0, capture, "--call", "2", "--legs", "--ladder", "--filter", "method:REFER")
    assert only.count("\u2460".encode()) == 5 and b"202 Accepted" in only, only  # the heading, and both on each hop

    assert expect(0, capture, "--call", "1", "--legs", "--ladder") == expect(0, capture, "--call", "1", "--ladder")
    expect(2, capture, "--legs", "--ladder", says=b"--call")


TESTS = [
    every_format_ends_with_0,
    help_ends_with_0_and_names_every_format,
    damage_and_absence_end_with_1,
    a_wrong_command_ends_with_2,
    out_is_written_as_a_whole_and_for_its_owner,
    what_was_there_stays_when_writing_fails,
    a_full_standard_output_ends_with_1,
    several_files_are_several_objects,
    a_filter_chooses_messages,
    the_filter_counts_as_the_json_does,
    a_mistake_in_a_filter_is_shown_where_it_is,
    svg_of_a_capture_is_xml,
    hidden_data_is_hidden_from_every_format,
    captures_written_are_captures,
    media_goes_with_the_messages,
    a_call_comes_with_what_belongs_to_it,
]

run(TESTS)
