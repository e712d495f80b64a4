#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench_calls.py BUILD: the Calls page with 100 000 calls, the Contacts page with 20 000 and 100 000 people, in a desktop of
their own, and the start of the window with 100 000 calls and 20 000 people and with none, in turns; for bench.py: "what<TAB>value<TAB>note" lines."""

import datetime
import os
import re
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.path.abspath(sys.argv[1])
RINGBACK = BUILD + "/src/window/ringback"
BENCH = BUILD + "/tests/bench/bench-calls"
sys.path[:0] = [HERE, os.path.join(HERE, "..", "window")]

import desktop  # noqa: E402
import measure  # noqa: E402

CALLS, CONTACTS, MANY = "100000", "20000", "100000"
STARTS = 15  # of each: two starts of the same program differ by a fifth


def start(where, data):
    """Milliseconds from the program's start until its first frame, and its memory when it is at rest."""
    begun = time.time()
    program = where.start(RINGBACK, "--sound", "none", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          env=dict(os.environ, XDG_DATA_HOME=data, G_MESSAGES_DEBUG="rb-window", GTK_A11Y="none"))
    for line in program.stdout:
        if "The first frame is drawn" in line:
            # The time that the line says: the phone starts at once after it, and may be quicker than who reads the line.
            drawn = datetime.datetime.strptime(re.search(r"\d+:\d+:\d+\.\d+", line).group(), "%H:%M:%S.%f").time()
            took = (datetime.datetime.combine(datetime.date.fromtimestamp(begun), drawn).timestamp() - begun) * 1000
            measure.time_passes(2)
            memory = measure.pss_mib(program.pid)
            desktop.end(program)
            return took, memory
    raise RuntimeError("the window never drew a frame")


def tell(*arguments):
    print(subprocess.run([BENCH, *arguments], check=True, timeout=300, capture_output=True, text=True,
                         env=dict(os.environ, GTK_A11Y="none")).stdout, end="", flush=True)


def main():
    with desktop.Desktop() as where:
        full, empty, many = where.path("full"), where.path("empty"), where.path("many")
        os.makedirs(full + "/ringback")
        os.makedirs(empty + "/ringback")
        os.makedirs(many + "/ringback")
        tell("make", full + "/ringback", CALLS, CONTACTS)
        for page in ("calls", "contacts"):
            tell("type", full + "/ringback", page)
        tell("match", full + "/ringback")
        tell("make", many + "/ringback", "0", MANY)
        tell("type", many + "/ringback", "contacts")
        tell("match", many + "/ringback")
        found = {full: [], empty: []}
        for turn in range(STARTS + 1):
            for data in (full, empty) if turn % 2 else (empty, full):  # who comes first pays for the one that ended
                took = start(where, data)
                if turn > 0:  # the first start fills the caches
                    found[data].append(took)
        frames = {data: statistics.median(took for took, _ in found[data]) for data in found}
        memory = {data: statistics.median(mib for _, mib in found[data]) for data in found}
        ranges = {data: f"{min(found[data])[0]:.0f}..{max(found[data])[0]:.0f}" for data in found}
        print(f"first frame with {CALLS} calls and {CONTACTS} contacts\t{frames[full]:.0f} ({ranges[full]}) ms\t"
              f"with none {frames[empty]:.0f} ({ranges[empty]}) ms: {(frames[full] / frames[empty] - 1) * 100:+.0f} %")
        print(f"PSS with {CALLS} calls and {CONTACTS} contacts\t{memory[full]:.1f} MiB\twith none {memory[empty]:.1f} MiB")


main()
