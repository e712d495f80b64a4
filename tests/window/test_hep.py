#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The preferences send signalling to a server, message by message."""

import socket

from desktop import Desktop, keys, wait_for, windows, write, xdotool
from story import Program, is_clock, screenshot, tell

HEP = b'HEP3'


def server():
    listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listener.bind(('127.0.0.1', 0))
    listener.settimeout(10)
    return listener


def press_at(window, node):
    x, y, width, height = node.box()
    xdotool('mousemove', '--window', window, x + width // 2, y + height // 2, 'click', 1)


def practice_network_is_joined(program, listener):
    program.join_practice_network()


def preferences_say_where_it_goes(program, listener):
    keys('ctrl+comma')
    window = wait_for(lambda: windows('Preferences', but=program.window), what='preferences')[0]
    xdotool('windowfocus', '--sync', window)
    dialog = program.application.find(None, 'Preferences')
    dialog.find('page tab', 'Signalling').click()
    entry = dialog.find('text', lambda name: name.startswith('Server, for example'))
    wait_for(lambda: entry.box()[1] > 0, what='page')
    press_at(window, entry)
    where = '127.0.0.1:%d' % listener.getsockname()[1]
    write(where)
    wait_for(lambda: entry.text() == where, what='address')
    keys('Return')
    switch = dialog.find('check box', 'Send signalling')
    switch.click()
    wait_for(lambda: switch.has_state('checked'), what='switch')
    screenshot('preferences-signalling')
    program.escape()


def each_message_arrives(program, listener):
    program.click('Call Echo')
    program.state(is_clock)
    program.click('End the call')
    program.gone('panel', 'Call with echo')
    seen = b''
    while b'\r\nCSeq: ' not in seen or b'BYE sip:' not in seen:
        datagram = listener.recv(65536)
        assert datagram.startswith(HEP), datagram
        seen += datagram
    assert b'INVITE sip:' in seen


def program_ends(program, listener):
    program.quit()


if __name__ == '__main__':
    with Desktop() as place:
        tell([practice_network_is_joined, preferences_say_where_it_goes, each_message_arrives, program_ends],
             Program(place), server())
