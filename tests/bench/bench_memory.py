#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench_memory.py BUILD missed|answered: what 1000 such calls leave in the registered window, in a desktop of its own,
for bench.py; prints "what<TAB>value<TAB>note" lines.

Objects are counted in the heap (heap.c), with the slices of GLib off, which keep what is freed. The calls come at a
pace: a call stays 3 s in the list and 32 s in the stack (RFC 3261 17.2.1), so a burst needs more at its height, and the
room is the allocator's afterwards. The first calls make as much room and fill the list of calls with rows."""

import os
import signal
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.path.abspath(sys.argv[1])
KIND = sys.argv[2]
os.environ["RINGBACK"] = BUILD + "/src/window/ringback"
os.environ["RINGBACK_CLI"] = BUILD + "/src/cli/ringback-cli"
sys.path[:0] = [HERE, os.path.join(HERE, "..", "window")]

import desktop  # noqa: E402
import measure  # noqa: E402
import story  # noqa: E402
import test_desktop  # noqa: E402

BEGUN = 300  # calls that fill the caches; the list of calls has at most 256 rows
CALLS = 1000
PACE_S = 0.1  # from one call to the next
QUIET_S = 45
SETTINGS = "[io/github/ringback/Ringback]\nhooks=@a{ss} {}\nauto-answer-beep=false\nauto-answer='%s'\n"
RECORD_BYTES = 342  # of a message beside its bytes: bench-trace.c


def miss(peer):
    peer.cancel(peer.invite("Caller"))


def talk(peer):
    call = peer.invite("Caller")
    peer.end(call, 200)
    peer.hang_up(call)


KINDS = {"missed": ("off", miss), "answered": ("all", talk)}


class Counted:
    """A socket that counts what goes through it."""

    def __init__(self, socket):
        self.socket = socket
        self.messages = self.bytes = 0

    def count(self, data):
        self.messages += 1
        self.bytes += len(data)

    def recvfrom(self, size):
        data, far = self.socket.recvfrom(size)
        self.count(data)
        return data, far

    def sendto(self, data, far):
        self.count(data)
        return self.socket.sendto(data, far)


class Window:
    """The registered window and whom it knows."""

    def __init__(self, where, auto_answer):
        life = test_desktop.Life(where)
        self.peer = life.peer
        self.peer.socket = self.wire = Counted(self.peer.socket)
        self.heap = where.path("heap")
        with open(os.path.join(where.path("home", ".config", "ringback"), "settings.ini"), "w") as settings:
            settings.write(SETTINGS % auto_answer)
        self.program = story.Program(where, HEAP_FILE=self.heap, LD_PRELOAD=BUILD + "/tests/bench/heap.so",
                                     G_SLICE="always-malloc")
        desktop.wait_for(lambda: self.peer.contact, what="registered")

    def take_calls(self, call, count):
        """In KiB: memory that is no file's, the heap, the bytes of all messages so far and their records, after so many calls."""
        for _ in range(count):
            measure.time_passes(PACE_S)
            call(self.peer)
            del self.peer.messages[:]
        measure.time_passes(QUIET_S)
        return [measure.anonymous_kib(self.program.process.pid), self.in_heap(), self.wire.bytes / 1024,
                self.wire.messages * RECORD_BYTES / 1024]

    def in_heap(self):
        os.kill(self.program.process.pid, signal.SIGRTMIN)
        return desktop.wait_for(lambda: os.path.exists(self.heap) and self.take(), what="the heap's size")

    def take(self):
        with open(self.heap) as file:
            line = file.read()
        if not line.endswith("\n"):
            return 0
        os.unlink(self.heap)
        return int(line) / 1024


def main():
    auto_answer, call = KINDS[KIND]
    with desktop.Desktop() as where:
        window = Window(where, auto_answer)
        before = window.take_calls(call, BEGUN)
        after = window.take_calls(call, CALLS)
        window.program.quit()
    anonymous, heap, messages, records = [(now - then) / CALLS for then, now in zip(before, after)]
    print(f"the window after {CALLS} more {KIND} calls: memory\t{after[0] / 1024:.1f} MiB\t{before[0] / 1024:.1f} MiB before; "
          f"{anonymous:.1f} KiB a call")
    print(f"the same: kept in the heap\t{heap:.1f} KiB a call\trecords and flow of its messages {records:.1f}, "
          f"all else {heap - records:.1f}; the messages, {messages:.1f}, lie in files but for the last 256 KiB")


main()
