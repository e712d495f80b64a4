# SPDX-License-Identifier: GPL-3.0-or-later
"""What a process costs, read from /proc."""

import os
import re
import select
import subprocess
import threading
import time


def cpu_seconds(pid):
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        try:
            with open(f"/proc/{pid}/task/{task}/schedstat") as file:
                total += int(file.read().split()[0])
        except OSError:
            pass
    return total / 1e9


def wake_ups(pid):
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        try:
            with open(f"/proc/{pid}/task/{task}/status") as file:
                total += int(re.search(r"\nvoluntary_ctxt_switches:\s+(\d+)", file.read())[1])
        except OSError:
            pass
    return total


def pss_mib(pid):
    with open(f"/proc/{pid}/smaps_rollup") as file:
        return int(re.search(r"\nPss:\s+(\d+)", file.read())[1]) / 1024


def anonymous_kib(pid):
    """What is no file's: it does not depend on who else has the same libraries."""
    with open(f"/proc/{pid}/smaps_rollup") as file:
        return int(re.search(r"\nAnonymous:\s+(\d+)", file.read())[1])


def observe(pid, seconds):
    """(CPU %, wake-ups/s) of a process over a while."""
    cpu, wakes, start = cpu_seconds(pid), wake_ups(pid), time.monotonic()
    time_passes(seconds)
    took = time.monotonic() - start
    return (cpu_seconds(pid) - cpu) / took * 100, (wake_ups(pid) - wakes) / took


def time_passes(seconds):
    select.select([], [], [], seconds)


class Run:
    """A program run to its end: seconds, those of the processor, its peak memory in MiB without
    the pages of mapped files, and those."""

    def __init__(self, argv, limit=600):
        self.anonymous = self.mapped = 0.0
        self.lines = 0
        start = time.monotonic()
        process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        watcher = threading.Thread(target=self.watch, args=(process,))
        alarm = threading.Timer(limit, process.kill)
        watcher.start()
        alarm.start()
        while data := os.read(process.stdout.fileno(), 1 << 20):
            self.lines += data.count(b"\n")
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.seconds = time.monotonic() - start
        self.cpu = usage.ru_utime + usage.ru_stime
        alarm.cancel()
        watcher.join()
        process.stdout.close()
        if process.returncode != 0:
            raise RuntimeError(f"{' '.join(argv)} ended with {process.returncode}")

    def watch(self, process):
        while process.returncode is None:
            try:
                with open(f"/proc/{process.pid}/status") as file:
                    fields = dict(re.findall(r"(Rss\w+):\s+(\d+)", file.read()))
            except OSError:
                fields = {}
            if not fields:
                return
            self.anonymous = max(self.anonymous, (int(fields["RssAnon"]) + int(fields["RssShmem"])) / 1024)
            self.mapped = max(self.mapped, int(fields["RssFile"]) / 1024)
            time_passes(0.003)
