# SPDX-License-Identifier: GPL-3.0-or-later
"""The five kinds of call, as the caller and as the proxy saw them."""

from .calls import KINDS
from .files import pcap
from .messages import A
from .packets import frames


def write_all(write):
    for kind, (ended_by, messages) in KINDS.items():
        caller = [m for m in messages if A in (m.src, m.dst)]
        write(f'{kind}-caller.pcap', pcap(frames(caller)), caller, kind, ended_by)
        write(f'{kind}-proxy.pcap', pcap(frames(messages)), messages, kind, ended_by)
