#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What inspect teaches, as scripts use it: each option as text and as JSON, --call, --language, --password-env, --report.

Usage: test_lessons.py DATA
"""

import atexit
import json
import os
import resource
import shutil
import sys
import tempfile

import inspecting

RECORDED = f"{sys.argv[1]}/recorded"
CALL = f"{RECORDED}/rejected-486-after-ringing.caller.pcap"
TWO = f"{RECORDED}/two-calls-in-one-registration.pcap"
TOPICS = {"--compare": "compare", "--digest": "digest", "--timers": "timers", "--nat": "nat", "--sdp": "sdp"}

work = tempfile.mkdtemp(prefix="ringback-lessons-")
atexit.register(shutil.rmtree, work, ignore_errors=True)


def expect(*arguments, **options):
    return inspecting.expect(*arguments, text=True, **options)


def calls(*arguments, **options):
    return json.loads(expect(0, *arguments, "--json", **options))["calls"]


def each_topic_is_text_and_json():
    for option, word in TOPICS.items():
        text = expect(0, CALL, option)
        call, = calls(CALL, option)
        assert list(call["lessons"]) == [word], call["lessons"].keys()
        blocks = call["lessons"][word]
        assert blocks, option
        assert "".join(blocks[0]["text"].split()) in "".join(text.split()), f"{option}: {blocks[0]} is not in {text}"


def explanations_stand_under_the_ladder():
    text = expect(0, CALL, "--explain")
    call, = calls(CALL, "--explain")
    assert call["verdict"]["text"] in text
    assert text.index("─▶│") < text.index(f"No. {call['messages'][0]['no']}  INVITE")
    for message in call["messages"]:
        ids = [block["id"] for block in message["explanation"]]
        assert {"what", "why", "next", "sender"} <= set(ids), f"No. {message['no']}: {ids}"
        sentences = [block for block in message["explanation"] if block["kind"] == "statement"]
        assert len(sentences) >= 3 and all(len(block["text"]) > 10 for block in sentences), sentences


def one_call_is_chosen_by_its_number():
    both = calls(TWO)
    first, = calls(TWO, "--call", "1")
    second, = calls(TWO, "--call", "2", "--explain")
    assert first["messages"] == both[0]["messages"] and len(both) >= 2
    assert [message["no"] for message in second["messages"]] == [message["no"] for message in both[1]["messages"]]
    assert f"Call 2: {both[1]['from']}" in expect(0, TWO, "--call", "2", "--nat")
    expect(1, TWO, "--call", str(len(both) + 1), "--nat", says=f"{len(both)} calls")
    expect(2, TWO, "--call", "-1", says="from 1")
    expect(2, TWO, CALL, "--call", "1", says="one file")


def texts_are_in_the_language_asked_for():
    english = expect(0, CALL, "--explain", "--language", "en")
    for environment in ({"LC_ALL": "C"}, {"LC_ALL": "xx_YY.UTF-8"}, {"LC_ALL": "C.UTF-8", "LANGUAGE": "en"}):
        chinese = expect(0, CALL, "--explain", "--language", "zh_CN", environment=environment)
        assert "代理服务器" in chinese and "事务" in chinese, chinese
        assert chinese != english
    assert expect(0, CALL, "--explain", environment={"LANGUAGE": "zh_CN"}) == chinese
    assert "信令" in expect(0, "--help", "--language=zh_CN") or "呼叫" in expect(0, "--help", "--language=zh_CN")
    expect(2, CALL, "--explain", "--language", "xx_YY", says="xx_YY")
    # what programs read is never translated
    ids = [[block["id"] for block in message["explanation"]] for message in calls(CALL, "--explain")[0]["messages"]]
    again = calls(CALL, "--explain", "--language", "zh_CN")[0]
    assert [[block["id"] for block in message["explanation"]] for message in again["messages"]] == ids
    assert again["verdict"]["kind"] == "rejected"


def passwords_are_read_from_the_environment_and_never_shown():
    secret = "no-such-password-anywhere"
    for options in (["--digest"], ["--digest", "--json"], ["--report", f"{work}/secret.html"]):
        out = expect(0, CALL, *options, "--password-env", "RB_TEST_PASSWORD", environment={"RB_TEST_PASSWORD": secret})
        assert secret not in out
    with open(f"{work}/secret.html", encoding="utf-8") as file:
        assert secret not in file.read()
    expect(2, CALL, "--digest", "--password-env", "RB_TEST_NOTHING", says="RB_TEST_NOTHING")
    expect(2, CALL, "--password-env", "RB_TEST_PASSWORD", environment={"RB_TEST_PASSWORD": secret}, says="--digest")


def what_does_not_go_together_ends_with_2():
    expect(2, CALL, "--explain", "--ladder")
    expect(2, CALL, "--explain", "--to", "svg")
    expect(2, CALL, "--report", f"{work}/x.html", "--json")
    expect(2, CALL, "--report", f"{work}/x.html", "--explain")
    expect(2, CALL, "--authors", "Li Lei", says="--report")
    expect(2, CALL, TWO, "--report", f"{work}/x.html", says="one file")
    expect(2, "--listen-hep", "127.0.0.1:0", "--explain")
    assert not os.listdir(work) or "x.html" not in os.listdir(work)


def reports_are_written_whole_or_not_at_all():
    page = f"{work}/report.html"
    assert expect(0, CALL, "--report", page) == ""
    with open(page, encoding="utf-8") as file:
        first = file.read()
    assert first.startswith("<!DOCTYPE html>") and first.endswith("</html>\n")
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    expect(1, CALL, "--report", page, says="cannot be written", preexec_fn=limit, restore_signals=False)
    with open(page, encoding="utf-8") as file:
        assert file.read() == first
    expect(1, CALL, "--report", f"{work}/report.doc", says=".html or .md")
    expect(1, CALL, "--report", f"{work}/no/such/folder.html", says="cannot be created")


def markdown_has_its_pictures_beside_it():
    expect(0, TWO, "--report", f"{work}/two calls.md")
    with open(f"{work}/two calls.md", encoding="utf-8") as file:
        text = file.read()
    pictures = sorted(name for name in os.listdir(work) if name.endswith(".svg"))
    assert pictures == [f"two calls-{n}.svg" for n in range(1, len(calls(TWO)) + 1)], pictures
    for name in pictures:
        assert f"({name.replace(' ', '%20')})" in text, name
    assert "<script" not in text and text.count("\n# ") + text.startswith("# ") == 1


def explanations_of_hidden_calls_tell_nothing_private():
    for options in (["--explain"], *([option] for option in TOPICS)):
        text = expect(0, CALL, "--hide-private", *options)
        for private in ("alice", "192.0.2.10", "bob@"):
            assert private not in text, (options, private)


TESTS = [
    each_topic_is_text_and_json,
    explanations_stand_under_the_ladder,
    one_call_is_chosen_by_its_number,
    texts_are_in_the_language_asked_for,
    passwords_are_read_from_the_environment_and_never_shown,
    what_does_not_go_together_ends_with_2,
    reports_are_written_whole_or_not_at_all,
    markdown_has_its_pictures_beside_it,
    explanations_of_hidden_calls_tell_nothing_private,
]

inspecting.run(TESTS)
