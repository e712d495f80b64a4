#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ladder of a call that nobody answered: read aloud, walked by keys, zoomed."""

import os
import sys

sys.dont_write_bytecode = True

from desktop import Desktop, keys, wait_for  # noqa: E402
from story import Program, screenshot, tell  # noqa: E402

CAPTURE = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'data', 'recorded', 'no-answer-408-by-proxy.pcap')


def ladder(program):
    return program.find('list', lambda name: name.startswith('Ladder of'))


def selected(program):
    return ladder(program).accessible.get_description()


def selects(program, *words):
    """Waits until a message is selected of which all that is said."""
    wait_for(lambda: all(word in selected(program) for word in words), what='%r selected' % (words,))


def arrows_are_whole_sentences(place):
    program = place.program = Program(place, CAPTURE)
    arrows = wait_for(program.ladder, what='arrows')
    for wanted in ('Caller to Proxy: INVITE (SDP).',
                   'Proxy to Caller: 407 Proxy Authentication Required. It answers message 5, after ',
                   'Caller to Proxy: INVITE with credentials (SDP). It answers the challenge of message 6.',
                   'Proxy to Callee: INVITE (SDP). It is message 8, passed on.',
                   'Proxy to Caller: 180 Ringing. It answers message 8, after ',
                   'A timer was the reason: no-answer timer: 2.0 s.',
                   'Caller to Proxy: ACK. It acknowledges message 14.'):
        assert any(wanted in arrow for arrow in arrows), (wanted, arrows)
    screenshot('ladder')


def keys_walk_within_the_transaction(place):
    program = place.program
    program.press_at(next(row for row in ladder(program).children() if 'INVITE with credentials' in row.name))
    selects(program, 'INVITE with credentials')
    keys('ctrl+Down')
    selects(program, 'Proxy to Caller: 100 ')
    keys('ctrl+Down')
    selects(program, 'Proxy to Caller: 180 ')
    screenshot('ladder-lit')
    keys('ctrl+Up')
    selects(program, 'Proxy to Caller: 100 ')
    keys('Down')
    selects(program, 'Proxy to Callee: INVITE')


def keys_lead_to_cause_and_effect(place):
    program = place.program
    keys('Left')
    selects(program, 'Caller to Proxy: INVITE with credentials')
    keys('Left')
    selects(program, '407 Proxy Authentication Required')
    keys('Right')
    selects(program, 'Caller to Proxy: ACK')
    keys('End')
    selects(program, 'It acknowledges message 14.')
    keys('ctrl+Up')
    selects(program, '408 Request Timeout')
    keys('Home')
    selects(program, 'REGISTER')


def row_height(program):
    return next(row.box()[3] for row in ladder(program).children() if row.box()[3] > 0)


def rows_grow_and_shrink(place):
    program = place.program
    before = row_height(program)
    keys('ctrl+plus', 'ctrl+plus', 'ctrl+plus', 'ctrl+plus', 'ctrl+plus')
    wait_for(lambda: row_height(program) > before * 1.2, what='higher rows')
    screenshot('ladder-zoomed')
    keys('ctrl+0')
    wait_for(lambda: row_height(program) == before, what='rows as before')
    keys('ctrl+minus', 'ctrl+minus', 'ctrl+minus')
    wait_for(lambda: row_height(program) < before, what='lower rows')
    keys('ctrl+0')


def return_opens_the_detail(place):
    program = place.program
    assert any(row.has_state('focused') for row in ladder(program).children())
    keys('Return')
    wait_for(lambda: not any(row.has_state('focused') for row in ladder(program).children()), what='the focus elsewhere')
    program.quit()


if __name__ == '__main__':
    with Desktop(1500, 1000) as place:
        tell([arrows_are_whole_sentences, keys_walk_within_the_transaction, keys_lead_to_cause_and_effect,
              rows_grow_and_shrink, return_opens_the_detail], place)
