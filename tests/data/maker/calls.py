# SPDX-License-Identifier: GPL-3.0-or-later
"""The five kinds of call, and one straight from phone to phone."""

from .messages import A, B, P, Message

CHALLENGE = [
    Message(0, A, P, 'INVITE', '1 INVITE', 'a1', sdp=True),
    Message(10, P, A, 100, '1 INVITE', 'a1'),
    Message(12, P, A, 407, '1 INVITE', 'a1', 'p'),
    Message(13, A, P, 'ACK', '1 ACK', 'a1', 'p'),
    Message(14, A, P, 'INVITE', '2 INVITE', 'a2', auth=True, sdp=True),
    Message(20, P, A, 100, '2 INVITE', 'a2'),
    Message(30, P, B, 'INVITE', '2 INVITE', 'p2', vias=('a2',), auth=True, sdp=True),
    Message(35, B, P, 100, '2 INVITE', 'p2', vias=('a2',)),
]
RINGING = CHALLENGE + [
    Message(100, B, P, 180, '2 INVITE', 'p2', 'b', vias=('a2',)),
    Message(110, P, A, 180, '2 INVITE', 'a2', 'b'),
]


def refused(ms):
    return [
        Message(ms, B, P, 486, '2 INVITE', 'p2', 'b', vias=('a2',)),
        Message(ms + 5, P, B, 'ACK', '2 ACK', 'p2', 'b'),
        Message(ms + 10, P, A, 486, '2 INVITE', 'a2', 'b'),
        Message(ms + 15, A, P, 'ACK', '2 ACK', 'a2', 'b'),
    ]


def cancelled_by_proxy(ms):
    return [
        Message(ms, P, B, 'CANCEL', '2 CANCEL', 'p2'),
        Message(ms + 5, B, P, 200, '2 CANCEL', 'p2', 'b'),
        Message(ms + 6, B, P, 487, '2 INVITE', 'p2', 'b', vias=('a2',)),
        Message(ms + 10, P, B, 'ACK', '2 ACK', 'p2', 'b'),
    ]


KINDS = {
    'no-answer': ('proxy', RINGING + cancelled_by_proxy(30100) + [
        Message(30120, P, A, 408, '2 INVITE', 'a2', 'p'),
        Message(30125, A, P, 'ACK', '2 ACK', 'a2', 'p'),
    ]),
    'rejected': ('callee', RINGING + refused(2000)),
    'busy': ('callee', CHALLENGE + refused(60)),
    'cancelled': ('caller', RINGING + [
        Message(3900, A, P, 'CANCEL', '2 CANCEL', 'a2'),
        Message(3905, P, A, 200, '2 CANCEL', 'a2', 'p'),
    ] + cancelled_by_proxy(3910) + [
        Message(3930, P, A, 487, '2 INVITE', 'a2', 'b'),
        Message(3935, A, P, 'ACK', '2 ACK', 'a2', 'b'),
    ]),
    'answered': ('caller', RINGING + [
        Message(2000, B, P, 200, '2 INVITE', 'p2', 'b', vias=('a2',), sdp=True),
        Message(2010, P, A, 200, '2 INVITE', 'a2', 'b', sdp=True),
        Message(2015, A, P, 'ACK', '2 ACK', 'a3', 'b'),
        Message(2020, P, B, 'ACK', '2 ACK', 'p3', 'b', vias=('a3',)),
        Message(7015, A, P, 'BYE', '3 BYE', 'a4', 'b'),
        Message(7020, P, B, 'BYE', '3 BYE', 'p4', 'b', vias=('a4',)),
        Message(7025, B, P, 200, '3 BYE', 'p4', 'b', vias=('a4',)),
        Message(7030, P, A, 200, '3 BYE', 'a4', 'b'),
    ]),
}
# Straight from phone to phone, over TCP: what the stream files are about.
DIRECT = [
    Message(0, A, B, 'INVITE', '1 INVITE', 't1', sdp=True, transport='TCP'),
    Message(20, B, A, 180, '1 INVITE', 't1', 'b', transport='TCP'),
    Message(40, B, A, 200, '1 INVITE', 't1', 'b', sdp=True, transport='TCP'),
    Message(60, A, B, 'ACK', '1 ACK', 't2', 'b', transport='TCP'),
    Message(80, A, B, 'BYE', '2 BYE', 't3', 'b', transport='TCP'),
    Message(100, B, A, 200, '2 BYE', 't3', 'b', transport='TCP'),
]
