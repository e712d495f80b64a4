# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab report in a real browser: Chromium opens the page of every kind of call and of hostile messages, finds every
link's end in it, runs nothing, loads nothing, and prints it on A4."""

import glob
import os
import re
import subprocess
import sys

from harness import CLI, HERE, WORK, check, run

DATA = os.path.join(HERE, "..", "data")
RECORDED = f"{DATA}/recorded"
FIVE = ["no-answer-408-by-proxy", "rejected-486-after-ringing", "cancelled", "answered-bye-by-callee", "busy-at-once"]

sys.path[:0] = [DATA, os.path.dirname(HERE)]
from browser import Page, browse, check_page  # noqa: E402
from maker import files, packets  # noqa: E402
from maker.messages import A, P, Message  # noqa: E402

HOSTILE = ('"</title><script>document.title=\'owned\'</script><img src=x onerror=document.title=1>\u202eevil & '
           + "z" * 60000 + '"')


def write_report(capture, name="report.html", *options):
    path = f"{WORK}/{name}"
    result = subprocess.run([CLI, "inspect", capture, "--report", path, *options], capture_output=True, text=True,
                            timeout=120)
    check(result.returncode == 0, f"{capture}: {result.stderr}")
    return path


def open_report(capture, *options):
    return Page(browse(write_report(capture, "report.html", *options), "--dump-dom"))


def every_kind_of_call_has_its_report():
    for name in FIVE:
        for view in ("", ".caller", ".callee"):
            page = open_report(f"{RECORDED}/{name}{view}.pcap")
            check_page(page)
            check("svg" in page.tags and "table" in page.tags, f"{name}{view}: {page.tags}")
            for chapter in ("How It Ended", "Ladder", "Messages", "Textbook", "Offer and Answer", "Addresses",
                            "Timers and States", "Message by Message"):
                check(chapter in page.text, f"{name}{view}: no {chapter}")
            check([link for link in page.links if re.fullmatch(r"#m\d+", link)], f"{name}{view}: no link to a message")


def the_report_speaks_chinese():
    text = browse(write_report(f"{RECORDED}/cancelled.pcap", "report.html", "--language", "zh_CN"), "--dump-dom")
    page = Page(text)
    check_page(page)
    check('<html lang="zh-CN">' in text, text[:200])
    for words in ("代理服务器", "事务", "教科书"):
        check(words in page.text, words)
    check("Why now" not in page.text and "Message by Message" not in page.text, "English is left")


def hostile_messages_stay_text():
    message = Message(0, A, P, "INVITE", "1 INVITE", "1", sdp=True)
    text = message.bytes.decode().replace("From: <sip:alice", f"From: {HOSTILE} <sip:alice").replace(
        "Max-Forwards: 70", "Max-Forwards: 70\r\nSubject: <b>bold</b>&lt;\u2066").replace(
        "a=rtpmap:0 PCMU/8000", "a=rtpmap:0 <script>PCMU</script>/8000").replace("Call-ID: call@", "Call-ID: <i>call</i>@")
    body = text.split("\r\n\r\n", 1)[1]
    text = re.sub("Content-Length: \\d+", f"Content-Length: {len(body.encode())}", text)
    path = f"{WORK}/hostile.pcap"
    message.bytes = text.encode()
    with open(path, "wb") as file:
        file.write(files.pcap(packets.frames([message])))
    page = open_report(path)
    check_page(page)
    check(not page.tags & {"b", "i"}, page.tags)
    check(not re.search("[\u202a-\u202e\u2066-\u2069]", page.text), "characters that reorder text are left")
    check("z" * 2000 not in page.text, "a name of 60 000 characters is not cut")


def torture_messages_stay_text():
    names = sorted(glob.glob(f"{DATA}/torture/*.sip"))
    path = f"{WORK}/torture.pcap"
    with open(path, "wb") as file:
        file.write(files.pcap([(index * 1000, packets.ethernet(packets.udp(A, P, open(name, "rb").read())))
                               for index, name in enumerate(names)]))
    check_page(open_report(path))


def it_prints_on_a4():
    report = write_report(f"{RECORDED}/no-answer-408-by-proxy.pcap")
    pdf = f"{WORK}/report.pdf"
    browse(report, f"--print-to-pdf={pdf}", "--no-pdf-header-footer")
    info = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
    check(re.search(r"Page size: +59[45].* x 84[12].* pts \(A4\)", info), info)
    text = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout
    check("INVITE" in text and "CANCEL" in text, text[:500])


def private_data_is_hidden():
    page = open_report(f"{RECORDED}/cancelled.pcap", "--hide-private", "--authors", "Li Lei, Han Meimei")
    check_page(page)
    check("Li Lei, Han Meimei" in page.text, "no names")
    for private in ("alice", "192.0.2.10", "cancelled.pcap"):
        check(private not in page.text, private)


run([every_kind_of_call_has_its_report, the_report_speaks_chinese, hostile_messages_stay_text,
     torture_messages_stay_text, it_prints_on_a4, private_data_is_hidden])
