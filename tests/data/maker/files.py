# SPDX-License-Identifier: GPL-3.0-or-later
"""pcap and pcapng."""

import struct


def pcap(packets, link=1, order='<', nanoseconds=False):
    """packets: (µs, bytes)."""
    out = struct.pack(order + 'IHHiIII', 0xa1b23c4d if nanoseconds else 0xa1b2c3d4, 2, 4, 0, 0, 262144, link)
    for us, data in packets:
        fraction = us % 1000000 * (1000 if nanoseconds else 1)
        out += struct.pack(order + 'IIII', us // 1000000, fraction, len(data), len(data)) + data
    return out


def option(code, value, order='<'):
    return struct.pack(order + 'HH', code, len(value)) + value + b'\0' * (-len(value) % 4)


def block(kind, body, order='<'):
    body += b'\0' * (-len(body) % 4)
    return struct.pack(order + 'II', kind, len(body) + 12) + body + struct.pack(order + 'I', len(body) + 12)


def section(options=b'', order='<'):
    return block(0x0a0d0d0a, struct.pack(order + 'IHHq', 0x1a2b3c4d, 1, 0, -1) + options, order)


def interface(link, options=b'', order='<', snap=0):
    return block(1, struct.pack(order + 'HHI', link, 0, snap) + options, order)


def packet(ticks, data, options=b'', order='<', number=0):
    """An enhanced packet block."""
    return block(6, struct.pack(order + 'IIIII', number, ticks >> 32, ticks & 0xffffffff, len(data), len(data)) + data +
                 b'\0' * (-len(data) % 4) + options, order)


def pcapng(packets, link=1, order='<', resolution=6):
    """packets: (µs, bytes)."""
    resolved = struct.pack(order + 'HHB3x', 9, 1, resolution) + struct.pack(order + 'HH', 0, 0)
    return section(order=order) + interface(link, resolved, order) + \
        b''.join(packet(us * 10 ** (resolution - 6), data, order=order) for us, data in packets)
