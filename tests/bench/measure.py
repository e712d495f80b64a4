# SPDX-License-Identifier: GPL-3.0-or-later
"""What a process costs, read from /proc."""

import os
import re
import select
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


def observe(pid, seconds):
    """(CPU %, wake-ups/s) of a process over a while."""
    cpu, wakes, start = cpu_seconds(pid), wake_ups(pid), time.monotonic()
    time_passes(seconds)
    took = time.monotonic() - start
    return (cpu_seconds(pid) - cpu) / took * 100, (wake_ups(pid) - wakes) / took


def time_passes(seconds):
    select.select([], [], [], seconds)
