# SPDX-License-Identifier: GPL-3.0-or-later
"""The five calls of the lab report with its times, as the computers of the two phones captured them.

Times are seconds from the beginning of a capture; the two computers did not begin at the same moment.
"""

from .files import pcap
from .lab import CALLEE, CALLER, Call, registered
from .packets import frames

FIRST, SECOND = 17433, 17434  # CSeq of the two INVITEs


def no_answer():
    """120 s of ringing, then the proxy's timer. The report has no times of this one."""
    call = Call('no-answer')
    caller = [*call.challenged(14.310, 14.507, 14.508, 14.5085, 14.5087, 14.703), call.answer(14.902, 180, SECOND, by='callee'),
              call.answer(74.905, 180, SECOND, by='callee'), call.answer(134.709, 408, SECOND),
              call.ask(134.7095, 'ACK', SECOND, 'proxy')]
    callee = [call.deliver(12.965, 'INVITE', SECOND), call.reply(12.976, 100, SECOND), call.reply(12.977, 180, SECOND),
              call.reply(72.980, 180, SECOND), call.deliver(132.966, 'CANCEL', SECOND),
              call.reply(132.9662, 200, SECOND, 'CANCEL'), call.reply(132.9664, 487, SECOND),
              call.deliver(133.150, 'ACK', SECOND, 'callee')]
    return [*registered(CALLER, 0, 55.004, 110.009), *caller], [*registered(CALLEE, 0, 54.998, 110.002), *callee]


def rejected():
    call = Call('rejected')
    caller = [*call.challenged(12.730, 12.928, 12.929, 12.9295, 12.9297, 13.123), call.answer(13.785, 180, SECOND, by='callee'),
              call.answer(15.727, 486, SECOND, by='callee'), call.ask(15.7273, 'ACK', SECOND, 'callee')]
    callee = [call.deliver(11.388, 'INVITE', SECOND), call.reply(11.418, 100, SECOND), call.reply(11.4183, 180, SECOND),
              call.deliver(11.863, 'INVITE', SECOND), call.reply(11.864, 180, SECOND), call.reply(13.805, 486, SECOND),
              call.deliver(13.985, 'ACK', SECOND, 'callee')]
    return [*registered(CALLER, 0), *caller], [*registered(CALLEE, 0), *callee]


def cancelled():
    call = Call('cancelled')
    caller = [*call.challenged(14.175, 14.341, 14.343, 14.3433, 14.344, 14.511), call.answer(14.688, 180, SECOND, by='callee'),
              call.ask(18.471, 'CANCEL', SECOND), call.answer(18.673, 200, SECOND, 'CANCEL'),
              call.answer(18.6733, 487, SECOND, by='callee'), call.ask(18.674, 'ACK', SECOND, 'callee')]
    callee = [call.deliver(13.102, 'INVITE', SECOND), call.reply(13.112, 100, SECOND), call.reply(13.113, 180, SECOND),
              call.deliver(17.235, 'CANCEL', SECOND), call.reply(17.2352, 200, SECOND, 'CANCEL'),
              call.reply(17.2354, 487, SECOND), call.reply(17.7354, 487, SECOND), call.deliver(17.898, 'ACK', SECOND, 'callee')]
    return [*registered(CALLER, 0), *caller], [*registered(CALLEE, 0), *callee]


def answered():
    """The caller hangs up; the textbook has it mirrored. The report has no times of this one."""
    call = Call('answered')
    caller = [*call.challenged(10.115, 10.313, 10.314, 10.3145, 10.3147, 10.512), call.answer(10.741, 180, SECOND, by='callee'),
              call.answer(14.802, 200, SECOND, by='callee'), call.ask(14.804, 'ACK', SECOND, 'callee', answered=True),
              call.ask(24.371, 'BYE', SECOND + 1, 'callee', answered=True),
              call.answer(24.752, 200, SECOND + 1, 'BYE', 'callee', True)]
    callee = [call.deliver(8.790, 'INVITE', SECOND), call.reply(8.801, 100, SECOND), call.reply(8.802, 180, SECOND),
              call.reply(12.871, 200, SECOND), call.deliver(13.265, 'ACK', SECOND, 'callee', True),
              call.deliver(22.834, 'BYE', SECOND + 1, 'callee', True), call.reply(22.836, 200, SECOND + 1, 'BYE', True)]
    return [*registered(CALLER, 0), *caller], [*registered(CALLEE, 0), *callee]


def busy():
    """Called by itself: one phone, one Call-ID, both roles."""
    call = Call('busy', CALLER, CALLER)
    return [*registered(CALLER, 0), *call.challenged(15.661, 15.859, 15.860, 15.8602, 15.8604),
            call.deliver(16.058, 'INVITE', SECOND), call.reply(16.068, 100, SECOND), call.reply(16.0683, 486, SECOND),
            call.deliver(16.261, 'ACK', SECOND, 'callee'), call.answer(16.262, 486, SECOND, by='callee'),
            call.ask(16.263, 'ACK', SECOND, 'callee')]


def write_all(write):
    for kind, ended_by, (caller, callee) in (('no-answer', 'proxy', no_answer()), ('rejected', 'callee', rejected()),
                                             ('cancelled', 'caller', cancelled()), ('answered', 'caller', answered())):
        caller, callee = (sorted(view, key=lambda message: message.us) for view in (caller, callee))
        write(f'report-{kind}-caller.pcap', pcap(frames(caller)), caller, kind, ended_by, calls=2)
        # To the callee a proxy that gives up looks as if it had passed on a CANCEL of the caller.
        seen = ('cancelled', 'caller') if kind == 'no-answer' else (kind, ended_by)
        write(f'report-{kind}-callee.pcap', pcap(frames(callee)), callee, *seen, calls=2)
    both = busy()
    write('report-busy.pcap', pcap(frames(both)), both, 'busy', 'callee', calls=2)
