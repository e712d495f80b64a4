# SPDX-License-Identifier: GPL-3.0-or-later
"""IP packets and the frames around them."""

import ipaddress
import struct

from .messages import A, B, START


def checksum(data):
    data += b'\0' * (len(data) % 2)
    total = sum(struct.unpack(f'!{len(data) // 2}H', data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def addresses(src, dst):
    return ipaddress.ip_address(src[0]).packed, ipaddress.ip_address(dst[0]).packed


def ip(src, dst, protocol, payload, ident=1, offset=0, more=False):
    s, d = addresses(src, dst)
    if len(s) == 16:
        return struct.pack('!IHBB16s16s', 6 << 28, len(payload), protocol, 64, s, d) + payload
    header = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 20 + len(payload), ident, (offset // 8) | (0x2000 if more else 0), 64,
                         protocol, 0, s, d)
    return header[:10] + struct.pack('!H', checksum(header)) + header[12:] + payload


def pseudo(src, dst, protocol, length):
    s, d = addresses(src, dst)
    return s + d + (struct.pack('!IHBB', length, 0, 0, protocol) if len(s) == 16
                    else struct.pack('!BBH', 0, protocol, length))


def udp_datagram(src, dst, payload):
    header = struct.pack('!HHHH', src[1], dst[1], 8 + len(payload), 0)
    total = checksum(pseudo(src, dst, 17, 8 + len(payload)) + header + payload) or 0xffff
    return header[:6] + struct.pack('!H', total) + payload


def udp(src, dst, payload):
    return ip(src, dst, 17, udp_datagram(src, dst, payload))


def tcp(src, dst, seq, flags, payload=b'', ack=1):
    header = struct.pack('!HHIIBBHHH', src[1], dst[1], seq, ack, 5 << 4, flags, 65535, 0, 0)
    total = checksum(pseudo(src, dst, 6, 20 + len(payload)) + header + payload)
    return ip(src, dst, 6, header[:16] + struct.pack('!H', total) + header[18:] + payload)


def ethernet(packet, tags=()):
    ethertype = 0x86dd if packet[0] >> 4 == 6 else 0x0800
    return b'\2\0\0\0\0\1\2\0\0\0\0\2' + b''.join(struct.pack('!HH', t, v) for t, v in tags) + \
        struct.pack('!H', ethertype) + packet


def cooked(packet):
    return struct.pack('!HHH8sH', 0, 1, 6, b'\2\0\0\0\0\1\0\0', 0x86dd if packet[0] >> 4 == 6 else 0x0800) + packet


def cooked2(packet):
    return struct.pack('!HHIHBB8s', 0x86dd if packet[0] >> 4 == 6 else 0x0800, 0, 1, 1, 0, 6, b'\2\0\0\0\0\1\0\0') + packet


def stream(pieces, handshake=True):
    """(µs, src, dst, bytes) → TCP packets with running sequence numbers that wrap."""
    seq = {A: 0xfffffff0, B: 5000}
    packets = []
    if handshake:
        packets = [(START, tcp(A, B, seq[A], 2)), (START, tcp(B, A, seq[B], 0x12, ack=seq[A] + 1)),
                   (START, tcp(A, B, (seq[A] + 1) & 0xffffffff, 0x10))]
    seq = {A: (seq[A] + 1) & 0xffffffff, B: seq[B] + 1}
    for us, src, dst, data in pieces:
        packets.append((us, tcp(src, dst, seq[src], 0x18, data)))
        seq[src] = (seq[src] + len(data)) & 0xffffffff
    return packets


def frames(messages, wrap=ethernet):
    return [(m.us, wrap(udp(m.src, m.dst, m.bytes))) for m in messages]
