#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the captures in tests/data/rtp and streams.json, the truth about their RTP streams.

Usage: make-rtp-captures.py [DIRECTORY]

What is lost, comes twice, late or after a pause is decided here, packet by packet; the truth
follows from those decisions, and jitter from the formula of RFC 3550 A.8 over the arrivals.
"""

import json
import os
import struct
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)

from maker.files import pcap  # noqa: E402
from maker.messages import START, endpoint  # noqa: E402
from maker.packets import ethernet, udp  # noqa: E402
from maker.rtp import Stream, block, bye, ntp, report  # noqa: E402


def sdp(address, port, media, protocol='RTP/AVP', more=()):
    version = 6 if ':' in address else 4
    return '\r\n'.join(['v=0', f'o=- 1 1 IN IP{version} {address}', 's=-', f'c=IN IP{version} {address}', 't=0 0',
                        f'm=audio {port} {protocol} ' + ' '.join(str(m[0]) for m in media),
                        *(f'a=rtpmap:{m[0]} {m[1]}' for m in media), *more, ''])


def call(call_id, src, dst, offer, answer, ms=0, end_ms=None):
    """INVITE, 200, ACK and BYE, 200 straight from phone to phone, as frames."""
    def message(at, frm, to, start, cseq, body='', tag=';tag=b'):
        lines = [start, f'Via: SIP/2.0/UDP {endpoint(src)};branch=z9hG4bK{cseq[0]}{call_id[:2]}',
                 'From: <sip:alice@example.com>;tag=a', f'To: <sip:bob@example.com>{tag}', f'Call-ID: {call_id}',
                 f'CSeq: {cseq}', 'Max-Forwards: 70', *(['Content-Type: application/sdp'] if body else []),
                 f'Content-Length: {len(body)}', '', body]
        return START + at * 1000, ethernet(udp(frm, to, '\r\n'.join(lines).encode()))
    frames = [message(ms, src, dst, 'INVITE sip:bob@example.com SIP/2.0', '1 INVITE', offer, ''),
              message(ms + 40, dst, src, 'SIP/2.0 200 OK', '1 INVITE', answer),
              message(ms + 50, src, dst, 'ACK sip:bob@example.com SIP/2.0', '1 ACK')]
    if end_ms:
        frames += [message(end_ms, src, dst, 'BYE sip:bob@example.com SIP/2.0', '2 BYE'),
                   message(end_ms + 10, dst, src, 'SIP/2.0 200 OK', '2 BYE')]
    return frames


def damaged_call():
    """A G.711 call with everything that happens on a bad line, key presses and RTCP."""
    sip_a, sip_b = ('192.0.2.1', 5060), ('192.0.2.3', 5060)
    a, b = ('192.0.2.1', 4000), ('192.0.2.3', 5000)
    frames = call('damaged@example.com', sip_a, sip_b,
                  sdp(a[0], a[1], [(0, 'PCMU/8000'), (8, 'PCMA/8000'), (101, 'telephone-event/8000')]),
                  sdp(b[0], b[1], [(8, 'PCMA/8000'), (101, 'telephone-event/8000')]), end_ms=9000)

    caller = Stream(a, b, 0x11111111, 8, 8000, sequence=65500, timestamp=0xffffff00)
    caller.voice(100, jitter=lambda i: (i * 7 % 13) * 400, lost={30, 31, 60})
    caller.key('1', 100)
    caller.voice(20)
    caller.key('5', 140, lost={7, 8})  # two of the three ends
    caller.voice(20)
    caller.silence(1000)
    caller.voice(50, marker=True)
    caller.key('#', 80, lost={3, 4, 5})  # all three
    first = caller.ms
    caller.voice(60, lost=set(range(20, 30)))  # 200 ms of nothing
    # Packet 5 of the last piece comes after 7; packet 10 comes twice.
    arrivals = {a[1]: i for i, a in enumerate(caller.arrivals)}
    base = caller.sequence - 60
    late, again = arrivals[base + 5], arrivals[base + 10]
    caller.arrivals[late] = (caller.arrivals[late][0] + 45000, *caller.arrivals[late][1:])
    caller.arrivals.append((caller.arrivals[again][0] + 3000, *caller.arrivals[again][1:]))
    assert first < caller.ms

    callee = Stream(b, a, 0x22222222, 8, 8000, sequence=40000, timestamp=77777, ms=60)
    callee.voice(300)

    rtcp_a, rtcp_b = (a[0], a[1] + 1), (b[0], b[1] + 1)
    sent_a, sent_b = START + 1000_000, START + 1200_000

    def rtcp(at, frm, to, data):
        frames.append((at, ethernet(udp(frm, to, data))))

    rtcp(sent_a, rtcp_a, rtcp_b, report(caller.ssrc, sent_a))
    # b waited 500 ms; between capture and b and back it took 30 ms more.
    rtcp(sent_a + 530_000, rtcp_b, rtcp_a,
         report(callee.ssrc, sent_a + 530_000, [block(caller.ssrc, 26, 3, 80, ntp(sent_a) >> 16 & 0xffffffff, 500_000)]))
    rtcp(sent_b + 1000_000, rtcp_a, rtcp_b, report(caller.ssrc, None, [block(callee.ssrc, 0, -1, 8)]))
    rtcp(START + 8500_000, rtcp_a, rtcp_b, report(caller.ssrc, START + 8500_000) + bye(caller.ssrc))

    frames += caller.frames() + callee.frames()
    return frames, [
        callee.truth('PCMA', 'damaged@example.com', 'callee', gaps=0,
                     rtcp={'sender_reports': 1, 'receiver_reports': 1, 'lost': -1, 'lost_percent': 0.0, 'jitter_ms': 1.0}),
        caller.truth('PCMA', 'damaged@example.com', 'caller', gaps=1, longest_gap_ms=220.0,
                     rtcp={'sender_reports': 2, 'receiver_reports': 1, 'lost': 3, 'lost_percent': 10.16, 'jitter_ms': 10.0,
                           'round_trip_ms': 30.0, 'bye': 8.5})]


def modern_call():
    """Opus over SRTP on IPv6, RTP and RTCP on one port; the answer is a stream of two packets."""
    a, b = ('2001:db8::1', 6000), ('2001:db8::3', 7000)
    media = [(111, 'opus/48000/2')]
    frames = call('modern@example.com', ('2001:db8::1', 5060), ('2001:db8::3', 5060),
                  sdp(a[0], a[1], media, 'RTP/SAVPF', ['a=rtcp-mux']), sdp(b[0], b[1], media, 'RTP/SAVPF', ['a=rtcp-mux']))
    caller = Stream(a, b, 0x33333333, 111, 48000, size=60)
    caller.voice(200, jitter=lambda i: (i % 5) * 1000)
    callee = Stream(b, a, 0x44444444, 111, 48000, ms=300, size=60)
    callee.voice(2)
    us = START + 2000_000
    frames += caller.frames() + callee.frames() + [
        (us, ethernet(udp(a, b, report(caller.ssrc, us))))]
    return frames, [
        caller.truth('opus', 'modern@example.com', 'caller', True, rtcp={'sender_reports': 1, 'receiver_reports': 0}),
        callee.truth('opus', 'modern@example.com', 'callee', True)]


def without_sip():
    """Streams that only their content tells, among datagrams that are none."""
    a, b = ('192.0.2.10', 20000), ('192.0.2.11', 30000)
    voice = Stream(a, b, 0x55555555, 0, 8000)
    voice.voice(50, jitter=lambda i: i % 3 * 500)
    voice.key('9', 100)
    voice.voice(50)
    wide = Stream(b, a, 0x66666666, 96, 48000)
    wide.voice(100)
    few = Stream(a, b, 0x77777777, 0, 8000)
    few.voice(3)  # too few to tell
    junk = [(('192.0.2.10', 53), ('192.0.2.11', 40000), struct.pack('!HHHHHH', 0x8100 + i, 0x8180, 1, 1, 0, 0) + b'\3www\0')
            for i in range(20)]
    junk += [(('192.0.2.10', 69), ('192.0.2.11', 40001), struct.pack('!HH', 3, i) + b'x' * 100) for i in range(20)]
    junk += [(('192.0.2.10', 3478), ('192.0.2.11', 40002), struct.pack('!HHI', 1, 0, 0x2112a442) + bytes(12))
             for i in range(20)]
    # ESP in UDP: the sequence number stands where RTP has its timestamp.
    junk += [(('192.0.2.10', 4500), ('192.0.2.11', 4500), struct.pack('!II', 0x80001234, i) + bytes([i * 7 % 256] * 40))
             for i in range(20)]
    frames = voice.frames() + wide.frames() + few.frames()
    frames += [(START + i * 1000, ethernet(udp(*j))) for i, j in enumerate(junk)]
    return frames, [voice.truth('PCMU'), wide.truth('', rate=48000)]


def main():
    directory = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, 'rtp')
    os.makedirs(directory, exist_ok=True)
    truth = {}
    for name, make in (('damaged', damaged_call), ('modern', modern_call), ('no-sip', without_sip)):
        frames, streams = make()
        frames.sort(key=lambda frame: frame[0])
        with open(os.path.join(directory, f'{name}.pcap'), 'wb') as file:
            file.write(pcap(frames))
        truth[f'{name}.pcap'] = sorted(streams, key=lambda stream: stream['start'])
    with open(os.path.join(directory, 'streams.json'), 'w', encoding='utf-8') as file:
        json.dump(truth, file, indent=1, sort_keys=True)
        file.write('\n')


if __name__ == '__main__':
    main()
