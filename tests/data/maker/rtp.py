# SPDX-License-Identifier: GPL-3.0-or-later
"""RTP streams packet by packet with the truth about each, and RTCP reports."""

import struct

from .messages import START, endpoint
from .packets import ethernet, udp

DIGITS = '0123456789*#ABCD'


class Stream:
    """One SSRC from one socket to another; times are ms after START."""

    def __init__(self, src, dst, ssrc, payload_type, rate, sequence=1, timestamp=1000, ms=100, size=160):
        self.src, self.dst, self.ssrc, self.payload_type, self.rate, self.size = src, dst, ssrc, payload_type, rate, size
        self.sequence, self.timestamp, self.ms = sequence, timestamp, ms
        self.arrivals = []  # (µs, sequence, timestamp, payload type, bytes)
        self.digits, self.silences = [], []
        self.sent = 0

    def packet(self, payload_type, payload, timestamp, late_us=0, marker=False, lost=False):
        data = struct.pack('!BBHII', 0x80, payload_type | (0x80 if marker else 0), self.sequence & 0xffff,
                           timestamp & 0xffffffff, self.ssrc) + payload
        if not lost:
            self.arrivals.append((START + round(self.ms * 1000) + late_us, self.sequence, timestamp, payload_type, data))
        self.sequence += 1
        self.sent += 1

    def voice(self, n, ms=20, jitter=lambda i: 0, lost=(), marker=False):
        """n packets; jitter(i) µs late; those in lost never come."""
        for i in range(n):
            self.packet(self.payload_type, bytes([0xd5]) * self.size, self.timestamp, jitter(i), marker and i == 0, i in lost)
            self.timestamp += self.rate * ms // 1000
            self.ms += ms

    def silence(self, ms):
        """The sender pauses: time and timestamp go on, the sequence does not."""
        self.silences.append(ms)
        self.timestamp += self.rate * ms // 1000
        self.ms += ms

    def key(self, digit, duration_ms, payload_type=101, lost=()):
        """RFC 4733: an update every 20 ms, then the end three times."""
        start, units = self.timestamp, self.rate // 1000
        first = len(self.arrivals)
        updates = [(k, 0) for k in range(20, duration_ms, 20)] + [(duration_ms, 0x80)] * 3
        for i, (ms, end) in enumerate(updates):
            self.packet(payload_type, struct.pack('!BBH', DIGITS.index(digit), end | 10, ms * units), start, 0, i == 0,
                        i in lost)
            self.ms += 20
        self.timestamp += len(updates) * 20 * units
        came = [u for i, u in enumerate(updates) if i not in lost]
        self.digits.append({'digit': digit, 'duration_ms': max(u[0] for u in came), 'ended': any(u[1] for u in came),
                            'time': (self.arrivals[first][0] - START) / 1e6})

    def frames(self):
        return [(us, ethernet(udp(self.src, self.dst, data))) for us, _, _, _, data in self.arrivals]

    def truth(self, codec, call_id=None, sender='', secure=False, **more):
        arrived = sorted(self.arrivals, key=lambda a: a[0])  # stable: as written to the file
        seen, highest, duplicates, reordered = set(), 0, 0, 0
        jitter = worst = total = count = 0
        max_delta, previous, last_us = 0, None, None
        for us, sequence, timestamp, payload_type, data in arrived:
            if sequence in seen:
                duplicates += 1
                continue
            reordered += bool(seen) and sequence < highest
            highest = max(highest, sequence)
            seen.add(sequence)
            if last_us is not None:
                max_delta = max(max_delta, us - last_us)
            last_us = us
            if len(data) == 16:  # a telephone event: no clock of its own
                continue
            if previous:
                transit = abs((us - previous[0]) / 1000 - (timestamp - previous[1]) * 1000 / self.rate)
                jitter += (transit - jitter) / 16
                worst, total, count = max(worst, jitter), total + jitter, count + 1
            previous = (us, timestamp)
        expected = max(seen) - min(seen) + 1
        return {'ssrc': f'0x{self.ssrc:08x}', 'src': endpoint(self.src), 'dst': endpoint(self.dst),
                'call_id': call_id, 'sender': sender, 'codec': codec, 'secure': secure,
                'packets': len(arrived), 'bytes': sum(len(a[4]) for a in arrived), 'expected': expected,
                'lost': expected - len(seen), 'duplicates': duplicates, 'reordered': reordered, 'restarts': 0,
                'start': (arrived[0][0] - START) / 1e6, 'end': (arrived[-1][0] - START) / 1e6,
                'jitter_ms': round(jitter, 3), 'max_jitter_ms': round(worst, 3),
                'mean_jitter_ms': round(total / count, 3) if count else 0, 'max_delta_ms': max_delta / 1000,
                'silences': len(self.silences), 'longest_silence_ms': max(self.silences, default=0),
                'digits': self.digits, **more}


def ntp(us):
    """Seconds since 1900 and fraction, as RTCP carries it."""
    seconds, fraction = divmod(us + 2208988800_000000, 1000000)
    return seconds << 32 | (fraction << 32) // 1000000


def block(about, fraction, lost, jitter, last_sr=0, delay_us=0):
    return struct.pack('!IIIIII', about, fraction << 24 | lost & 0xffffff, 0, jitter, last_sr, delay_us * 65536 // 1000000)


def report(ssrc, us=None, blocks=()):
    """SR (us: its time) or RR, then SDES as RFC 3550 6.1 asks."""
    info = struct.pack('!QIII', ntp(us), 0, 100, 16000) if us is not None else b''
    body = struct.pack('!I', ssrc) + info + b''.join(blocks)
    sdes = struct.pack('!IBB', ssrc, 1, 2) + b'ab' + b'\0' * 4
    return struct.pack('!BBH', 0x80 | len(blocks), 200 if us is not None else 201, len(body) // 4) + body + \
        struct.pack('!BBH', 0x81, 202, len(sdes) // 4) + sdes


def bye(ssrc):
    return struct.pack('!BBHI', 0x81, 203, 1, ssrc)
