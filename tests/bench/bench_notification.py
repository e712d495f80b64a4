#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench_notification.py BUILD: how long an INVITE takes to become a notification of the desktop, in a desktop
of its own, for bench.py; prints "what<TAB>value<TAB>note" lines."""

import os
import statistics
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.path.abspath(sys.argv[1])
os.environ["RINGBACK"] = BUILD + "/src/window/ringback"
os.environ["RINGBACK_CLI"] = BUILD + "/src/cli/ringback-cli"
sys.path[:0] = [HERE, os.path.join(HERE, "..", "window")]

import desktop  # noqa: E402
import measure  # noqa: E402
import test_desktop  # noqa: E402

CALLS = 20


def spread(times):
    return f"{statistics.median(times):.1f} ({min(times):.1f}..{max(times):.1f}) ms"


def main():
    with desktop.Desktop() as where:
        life = test_desktop.Life(where)
        with open(os.path.join(where.path("home", ".config", "ringback"), "settings.ini"), "w") as settings:
            settings.write("[io/github/ringback/Ringback]\nhooks=@a{ss} {}\n")
        life.start()
        told = []
        for turn in range(CALLS + 2):
            name = f"Caller{turn}x"
            clock = time.time()
            call = life.peer.invite(name)
            _, line = life.notified(name + " is calling")
            if turn >= 2:  # the first ones fill the caches
                told.append((float(line.split()[0]) - clock) * 1000)
            life.peer.cancel(call)
            life.notified("Missed call from " + name)
            measure.time_passes(0.2)
        print(f"the window: INVITE in → notification\t{spread(told)}\tat the notification service; the ring tone is begun before")
        life.program.quit()


main()
