# SPDX-License-Identifier: GPL-3.0-or-later
"""TCP connections that are not as simple as one would like."""

import struct

from .calls import DIRECT
from .case_layers import without_first
from .files import pcap
from .messages import A, B, START, Message
from .packets import ethernet, tcp

SYN, FIN, RST, ACK, PUSH = 2, 1, 4, 16, 8


class Connection:
    """Packets of one connection from A to B, with right numbers."""

    def __init__(self, a=A, b=B, isn=0xfffffff0, handshake=True, us=START):
        self.a, self.seq, self.packets = a, {a: isn + 1 & 0xffffffff, b: 5001}, []
        self.other = {a: b, b: a}
        if handshake:
            self.add(us, tcp(a, b, isn, SYN, ack=0))
            self.add(us, tcp(b, a, 5000, SYN | ACK, ack=self.seq[a]))
            self.acknowledge(us, a)

    def add(self, us, packet):
        self.packets.append((us, ethernet(packet)))

    def send(self, us, src, data, lose=False, flags=PUSH | ACK, at=0):
        dst = self.other[src]
        if not lose:
            self.add(us, tcp(src, dst, self.seq[src] + at & 0xffffffff, flags, data, self.seq[dst]))
        self.seq[src] = self.seq[src] + len(data) & 0xffffffff

    def repeat(self, us, src, data, back):
        self.add(us, tcp(src, self.other[src], self.seq[src] - back & 0xffffffff, PUSH | ACK, data, self.seq[self.other[src]]))

    def acknowledge(self, us, src, flags=ACK):
        self.add(us, tcp(src, self.other[src], self.seq[src], flags, b'', self.seq[self.other[src]]))

    def close(self, us):
        for end in (self.a, self.other[self.a]):
            self.acknowledge(us, end, FIN | ACK)
            self.seq[end] += 1
        self.acknowledge(us, self.a)


def write_all(write):
    # A segment is missing in the capture, the other side acknowledged it: the 180 is lost, what follows is not.
    c = Connection()
    for m in DIRECT:
        if m is DIRECT[1]:
            c.send(m.us, m.src, m.bytes, lose=True)
            c.acknowledge(m.us, A)
        else:
            c.send(m.us, m.src, m.bytes)
    write('tcp-lost.pcap', pcap(c.packets), [m for m in DIRECT if m is not DIRECT[1]])

    # The same ports again, with numbers that say nothing about it; the first connection ends with RST.
    c, d = Connection(), Connection(isn=77)
    for m in DIRECT[:3]:
        c.send(m.us, m.src, m.bytes)
    c.acknowledge(DIRECT[2].us, B, RST | ACK)
    for m in DIRECT[3:]:
        d.send(m.us, m.src, m.bytes)
    d.close(DIRECT[-1].us)
    write('tcp-ports-again.pcap', pcap(c.packets + [(DIRECT[3].us, p) for _, p in d.packets[:3]] + d.packets[3:]), DIRECT,
          'answered', 'caller')

    # Keep-alives of one old byte, repeats with other boundaries, overlaps.
    c = Connection()
    for m in DIRECT:
        half = len(m.bytes) // 2
        c.send(m.us, m.src, m.bytes[:half])
        c.repeat(m.us, m.src, m.bytes[half - 50:half] + m.bytes[half:half + 60], 50)
        c.send(m.us, m.src, m.bytes[half:])
        c.repeat(m.us, m.src, m.bytes[-1:], 1)
        c.repeat(m.us, m.src, m.bytes, len(m.bytes))
        c.acknowledge(m.us, c.other[m.src])
    c.close(DIRECT[-1].us)
    write('tcp-overlap.pcap', pcap(c.packets), DIRECT, 'answered', 'caller')

    # The capture begins in the midst of a message.
    c = Connection(handshake=False)
    c.send(START, A, DIRECT[0].bytes[200:])
    for m in DIRECT[1:]:
        c.send(m.us, m.src, m.bytes)
    write('tcp-mid-stream.pcap', pcap(c.packets), without_first(DIRECT))

    # A late segment: the message is there when that one is.
    c = Connection()
    c.send(START, A, DIRECT[0].bytes[:100])
    c.send(START + 1000, A, DIRECT[0].bytes[100:300])
    c.send(START + 2000, A, DIRECT[0].bytes[300:])
    late = c.packets.pop(-2)[1]
    c.packets.append((START + 5000, late))
    for m in DIRECT[1:]:
        c.send(m.us, m.src, m.bytes)
    truth = [dict(m.truth, time=max(m.truth['time'] - 0.005, 0)) for m in DIRECT]
    write('tcp-late.pcap', pcap(c.packets), truth, 'answered', 'caller')

    # TLS on its port: nothing to read, and a note.
    c = Connection(b=(B[0], 5061))
    c.send(START, A, b'\x16\x03\x01\x00\x30\x01\x00\x00\x2c\x03\x03' + b'\x55' * 42)
    c.send(START, (B[0], 5061), b'\x16\x03\x03\x00\x30\x02\x00\x00\x2c\x03\x03' + b'\x55' * 42)
    write('tls.pcap', pcap(c.packets), [], notes=['1 TLS connection'])


def ws_frame(data, mask=b'', opcode=1, fin=True):
    size = len(data)
    lengths = bytes([size]) if size < 126 else struct.pack('!BH', 126, size) if size < 65536 else struct.pack('!BQ', 127, size)
    lengths = bytes([lengths[0] | (0x80 if mask else 0)]) + lengths[1:]
    if mask:
        data = bytes(c ^ mask[i % 4] for i, c in enumerate(data))
    return bytes([(0x80 if fin else 0) | opcode]) + lengths + mask + data


def ws_messages(browser, server):
    def end(one):
        return browser if one == A else server

    return [Message(round((m.us - START) / 1000), end(m.src), end(m.dst), m.truth.get('status', m.truth.get('method')),
                    m.truth['cseq'], branch, '' if i == 0 else 'b', sdp=b'sdp' in m.bytes, transport='WS')
            for i, (m, branch) in enumerate(zip(DIRECT, ('t1', 't1', 't1', 't2', 't3', 't3')))]
