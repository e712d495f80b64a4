#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench_window.py BUILD: measures the window in a desktop of its own, for bench.py; prints
"what<TAB>value<TAB>note" lines."""

import os
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
RINGBACK = os.path.abspath(sys.argv[1]) + "/src/window/ringback"
sys.path[:0] = [HERE, os.path.join(HERE, "..", "window")]

import desktop  # noqa: E402
import measure  # noqa: E402

STARTS = 5
IDLE_S = 60  # four keep-alives


def first_frame(where):
    """Milliseconds from the program's start until the window's first frame is drawn."""
    start = time.monotonic()
    program = where.start(RINGBACK, "--sound", "none", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          env=dict(os.environ, G_MESSAGES_DEBUG="rb-window", GTK_A11Y="none"))
    for line in program.stdout:
        if "The first frame is drawn" in line:
            took = (time.monotonic() - start) * 1000
            desktop.end(program)
            return took
    raise RuntimeError("the window never drew a frame")


def main():
    with desktop.Desktop() as where:
        frames = [first_frame(where) for _ in range(STARTS + 1)][1:]  # the first start fills the caches
        print(f"the window's first frame\t{statistics.median(frames):.0f} ({min(frames):.0f}..{max(frames):.0f}) ms\t"
              f"{STARTS} starts, warm")

        os.environ["RINGBACK"] = RINGBACK
        import story

        program = story.Program(where)
        program.join_practice_network()
        program.find("push button", "Ladder")
        measure.time_passes(6)
        pid = program.process.pid
        print(f"the window registered, signalling open: PSS\t{measure.pss_mib(pid):.1f} MiB\twith the practice network inside")
        cpu, wakes = measure.observe(pid, IDLE_S)
        print(f"the window registered, signalling open: wake-ups\t{wakes:.2f} /s\tmost of them waits for the X server while a keep-alive is drawn")
        print(f"the window registered, signalling open: CPU\t{cpu:.3f} %\t")
        program.quit()


main()
