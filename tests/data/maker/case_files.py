# SPDX-License-Identifier: GPL-3.0-or-later
"""The formats of files, whole and damaged."""

import struct

from .calls import KINDS
from .files import pcap, pcapng
from .packets import frames


def write_all(write):
    ended_by, busy = KINDS['busy']
    write('order-big.pcap', pcap(frames(busy), order='>'), busy, 'busy', ended_by)
    write('nanoseconds.pcap', pcap(frames(busy), nanoseconds=True), busy, 'busy', ended_by)
    write('nanoseconds-big.pcap', pcap(frames(busy), order='>', nanoseconds=True), busy, 'busy', ended_by)
    write('little.pcapng', pcapng(frames(busy)), busy, 'busy', ended_by)
    write('big.pcapng', pcapng(frames(busy), order='>', resolution=9), busy, 'busy', ended_by)
    write('two-sections.pcapng', pcapng(frames(busy[:4])) + pcapng(frames(busy[4:], bytes), 101, '>'), busy, 'busy', ended_by)

    whole = pcap(frames(busy))
    write('truncated.pcap', whole[:-100], busy[:-1], damaged=True)
    whole = pcapng(frames(busy))
    write('truncated.pcapng', whole[:-100], busy[:-1], damaged=True)
    first_block = struct.unpack('<I', whole[4:8])[0]
    write('impossible-length.pcapng', whole[:first_block] + struct.pack('<II', 6, 0xfffffff0) + whole[first_block + 8:], [],
          damaged=True)
