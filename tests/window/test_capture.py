#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A capture opens bit by bit: rows at once, progress, and a button that stops it."""

import glob
import os
import struct

from desktop import Desktop, keys, wait_for
from story import Program, screenshot, tell

N_MESSAGES = 6000
TEXT = ('OPTIONS sip:bob@192.0.2.3 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK%08d\r\n'
        'From: <sip:alice@192.0.2.1>;tag=a\r\nTo: <sip:bob@192.0.2.3>\r\nCall-ID: ping-%08d\r\nCSeq: 1 OPTIONS\r\n'
        'Content-Length: 0\r\n\r\n')


def write_capture(file):
    """A pcap of raw IP; every packet is another exchange."""
    file.write(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101))
    for i in range(N_MESSAGES):
        text = (TEXT % (i, i)).encode()
        file.write(struct.pack('<IIII', 1767225600 + i // 1000, i % 1000 * 1000, 28 + len(text), 28 + len(text)))
        file.write(struct.pack('!BBHHHBBH4s4s', 0x45, 0, 28 + len(text), 0, 0, 64, 17, 0, b'\xc0\0\2\1', b'\xc0\0\2\3'))
        file.write(struct.pack('!HHHH', 5060, 5060, 8 + len(text), 0) + text)
    file.flush()


def table_rows(program):
    table = program.root.look('tree table', 'List of messages')
    return [node for node in table.all('table row') if node.name.startswith('Request')] if table else []


def captures():
    return glob.glob(os.environ['HOME'] + '/**/*.pcapng', recursive=True, include_hidden=True)


def past_call_has_a_capture(program):
    program.join_practice_network()
    program.click('Call Busy')
    wait_for(lambda: any('486' in arrow for arrow in program.ladder()), what='486 in the ladder')
    keys('ctrl+2')
    wait_for(lambda: program.history() and 'Busy' in program.history()[0], what='row of the call')
    wait_for(captures, what='capture')


def rows_come_while_it_is_read(program):
    """The capture has become a pipe that never ends."""
    path, = captures()
    os.unlink(path)
    os.mkfifo(path)
    program.press_at(program.find('list item', lambda name: 'busy' in name))
    program.pipe = open(path, 'wb')
    write_capture(program.pipe)
    program.click('List')
    wait_for(lambda: table_rows(program), what='first rows')
    program.find('progress bar', 'Progress of reading')
    screenshot('reading')


def stopping_keeps_the_rows(program):
    program.click('Cancel reading')
    program.gone('progress bar', 'Progress of reading')
    program.find('label', lambda text: 'Reading was stopped' in text)
    assert table_rows(program)
    program.pipe.close()


if __name__ == '__main__':
    with Desktop() as place:
        tell([past_call_has_a_capture,
              rows_come_while_it_is_read,
              stopping_keeps_the_rows], Program(place))
