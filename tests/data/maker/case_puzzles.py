# SPDX-License-Identifier: GPL-3.0-or-later
"""What puzzled the authors of the lab report, as far as its five calls (case_report.py) do not show it."""

from .files import pcap
from .lab import CALLEE, CALLER, RELAY_TO_CALLER, Call, Registration, registered
from .messages import START
from .packets import ethernet, frames, udp
from .rtp import Stream, block, bye, ntp, report

SECOND = 17434  # CSeq of the INVITE with credentials


def signed_up(phone):
    """The first registration: challenged, and by the 401 the phone learns its public address."""
    registration = Registration(phone)
    return [registration.ask(0, False, False), registration.answer(0.194, 401), registration.ask(0.196),
            registration.answer(0.391)]


def nat():
    """The callee's computer: an INVITE for 203.0.113.77:1044 arrives at 10.20.30.40:61234."""
    call = Call('nat')
    return [*signed_up(CALLEE), call.deliver(8.517, 'INVITE', SECOND), call.reply(8.528, 100, SECOND),
            call.reply(8.529, 180, SECOND), call.reply(11.204, 486, SECOND),
            call.deliver(11.389, 'ACK', SECOND, 'callee')]


def two_challenges():
    """The caller's computer: 401 for REGISTER, 407 for INVITE, with passwords that are right."""
    call = Call('digest')
    return [*signed_up(CALLER), *call.challenged(6.020, 6.217, 6.218, 6.2185, 6.2187, 6.413),
            call.answer(6.604, 180, SECOND, by='callee'), call.answer(9.118, 486, SECOND, by='callee'),
            call.ask(9.1183, 'ACK', SECOND, 'callee')]


def elsewhere():
    """The same caller, a user of another provider: the proxy cannot find that one's server."""
    call = Call('elsewhere', domain='example.net')
    return [*registered(CALLER, 0), *call.challenged(7.310, 7.507, 7.508, 7.5085, 7.5087, 7.704),
            call.answer(9.713, 478, SECOND), call.ask(9.7133, 'ACK', SECOND, 'proxy')]


def sound():
    """An answered call, and what is heard of it: 1.5 s of PCMA each way through the relay, and RTCP."""
    call = Call('sound')
    messages = [*registered(CALLER, 0), *call.challenged(5.115, 5.313, 5.314, 5.3145, 5.3147, 5.512),
                call.answer(5.741, 180, SECOND, by='callee'), call.answer(7.802, 200, SECOND, by='callee'),
                call.ask(7.804, 'ACK', SECOND, 'callee', answered=True),
                call.ask(9.371, 'BYE', SECOND + 1, 'callee', answered=True),
                call.answer(9.752, 200, SECOND + 1, 'BYE', 'callee', True)]
    out = Stream(CALLER.sound, RELAY_TO_CALLER, 0x1f2e3d4c, 8, 8000, ms=7810)
    out.voice(75, marker=True)
    into = Stream(RELAY_TO_CALLER, CALLER.sound, 0x5a6b7c8d, 8, 8000, sequence=900, ms=7990)
    into.voice(60, jitter=lambda i: i % 4 * 500, lost={20}, marker=True)
    here, there = ((host, port + 1) for host, port in (CALLER.sound, RELAY_TO_CALLER))
    reports = [(here, there, 8.900, report(out.ssrc, START + 8900_000, [block(into.ssrc, 5, 1, 4)])),
               (there, here, 9.260, report(into.ssrc, START + 9260_000, [block(out.ssrc, 0, 0, 2, ntp(START + 8900_000) >> 16
                                                                               & 0xffffffff, 165_000)])),
               (here, there, 9.372, report(out.ssrc) + bye(out.ssrc))]
    packets = frames(messages) + out.frames() + into.frames() + [
        (START + round(at * 1e6), ethernet(udp(src, dst, data))) for src, dst, at, data in reports]
    return messages, sorted(packets, key=lambda packet: packet[0])


def write_all(write):
    for name, messages, kind, ended_by in (('3-nat', nat(), 'rejected', 'callee'),
                                           ('6-two-challenges', two_challenges(), 'rejected', 'callee'),
                                           ('7-other-provider', elsewhere(), 'failed', 'proxy')):
        write(f'puzzle-{name}.pcap', pcap(frames(messages)), messages, kind, ended_by, calls=2)
    messages, packets = sound()
    write('puzzle-9-sound.pcap', pcap(packets), messages, 'answered', 'caller', calls=2)
