#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench_memory.py BUILD: what the registered window holds after 1000 calls, in a desktop of its own, for bench.py;
prints "what<TAB>value<TAB>note" lines."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.path.abspath(sys.argv[1])
os.environ["RINGBACK"] = BUILD + "/src/window/ringback"
os.environ["RINGBACK_CLI"] = BUILD + "/src/cli/ringback-cli"
sys.path[:0] = [HERE, os.path.join(HERE, "..", "window")]

import desktop  # noqa: E402
import measure  # noqa: E402
import test_desktop  # noqa: E402

BEGUN = 100  # calls that fill the caches
CALLS = 1000
QUIET_S = 40  # transactions live 32 s (RFC 3261 17.2.1), an ended call stays 3 s in the list


def call(life, count):
    for _ in range(count):
        life.peer.cancel(life.peer.invite("Caller"))
        del life.peer.messages[:]


def held(life):
    measure.time_passes(QUIET_S)
    return measure.pss_mib(life.program.process.pid)


def main():
    with desktop.Desktop() as where:
        life = test_desktop.Life(where)
        with open(os.path.join(where.path("home", ".config", "ringback"), "settings.ini"), "w") as settings:
            settings.write("[io/github/ringback/Ringback]\nhooks=@a{ss} {}\n")
        life.start()
        call(life, BEGUN)
        before = held(life)
        call(life, CALLS)
        after = held(life)
        print(f"the window: PSS after {CALLS} more calls\t{after:.1f} MiB\t{before:.1f} MiB before; "
              f"{(after - before) * 1024 / CALLS:.1f} KiB a call, of which its messages are some 4")
        life.program.quit()


main()
