#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A capture opens bit by bit: rows at once, progress, and a button that stops it. What is wrong with a message
is told, and where."""

import glob
import os
import struct
import sys

sys.dont_write_bytecode = True
sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'data'))

from desktop import Desktop, keys, wait_for  # noqa: E402
from maker.files import pcap  # noqa: E402
from maker.messages import A, B, Message  # noqa: E402
from maker.packets import ethernet, udp  # noqa: E402
from story import Program, screenshot, tell  # noqa: E402

N_MESSAGES = 6000
NARROW = 360
WRONG_METHOD = 'The method of CSeq is not that of the request. (RFC 3261 8.1.1.5)'
NO_CONTACT = 'An INVITE needs a Contact: later requests of the call have no address. (RFC 3261 8.1.1.8)'
NO_MESSAGE = 'The first line is neither that of a request nor that of a response. (RFC 3261 7)'
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


def past_call_has_a_capture(place):
    place.program = program = Program(place)
    program.join_practice_network()
    program.click('Call Busy')
    wait_for(lambda: any('486' in arrow for arrow in program.ladder()), what='486 in the ladder')
    keys('ctrl+2')
    wait_for(lambda: program.history() and 'Busy' in program.history()[0], what='row of the call')
    wait_for(captures, what='capture')


def rows_come_while_it_is_read(place):
    """The capture has become a pipe that never ends."""
    program = place.program
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


def stopping_keeps_the_rows(place):
    program = place.program
    program.click('Cancel reading')
    program.gone('progress bar', 'Progress of reading')
    program.find('label', lambda text: 'Reading was stopped' in text)
    assert table_rows(program)
    program.pipe.close()
    program.quit()


def write_broken_capture(path):
    """A request as it should be; bytes behind its answer; a request with the CSeq of another and no Contact."""
    good = Message(0, A, B, 'OPTIONS', '1 OPTIONS', 'f1')
    answer = Message(9, B, A, 200, '1 OPTIONS', 'f1', 'b').bytes + b'These bytes are no message.\r\n'
    broken = Message(20, A, B, 'INVITE', '1 INVITE', 'f2', call_id='broken@192.0.2.1')
    with open(path, 'wb') as file:
        file.write(pcap([(good.us, ethernet(udp(A, B, good.bytes))), (good.us + 9000, ethernet(udp(B, A, answer))),
                         (broken.us, ethernet(udp(A, B, broken.bytes.replace(b'1 INVITE', b'1 BYE'))))]))


def problems(program):
    """The rows above the headers as they are read out."""
    found = program.root.look('list', 'Problems of the message')
    return [row.name for row in found.children()] if found else []


def press_row(program, number):
    """Until it is selected: the list may not have its place yet."""
    def selected():
        rows = program.find('tree table', 'List of messages').all('table row')[-4:]
        return len(rows) == 4 and (rows[number - 1].has_state('selected') or program.press_at(rows[number - 1]))

    wait_for(selected, what='row %d is selected' % number)


def problems_of_a_message_are_told(place):
    path = place.path('broken.pcap')
    write_broken_capture(path)
    place.program = program = Program(place, path)
    wait_for(lambda: program.ladder(), what='arrows')
    program.click('List')
    press_row(program, 4)
    wait_for(lambda: problems(program) == ['error: ' + WRONG_METHOD, 'warning: ' + NO_CONTACT], what='problems')
    press_row(program, 3)
    wait_for(lambda: problems(program) == ['error: ' + NO_MESSAGE], what='what is wrong with the bytes')
    press_row(program, 1)
    program.click('Headers')
    program.find('list item', lambda name: name.startswith('Request-Line: OPTIONS'))
    assert not problems(program), problems(program)


def problem_marks_its_bytes(place):
    program = place.program
    press_row(program, 4)
    program.press_at(program.find('list item', 'error: ' + WRONG_METHOD))
    screenshot('problems')
    text = program.root.all('text', 'Text of the message')[0]
    assert text.text()[text.accessible.get_caret_offset():].startswith('BYE\n'), text.accessible.get_caret_offset()


def fit(program, width):
    """The rows of the problems are as wide as what there is."""
    for row in program.find('list', 'Problems of the message').children():
        x, _, row_width, _ = row.box()
        assert 0 <= x and x + row_width <= width, (row.name, row.box())


def problems_fit_a_narrow_window(place):
    program = place.program
    program.resize(NARROW, 640)
    program.gone('list', 'Problems of the message')
    keys('F9')
    program.find('list', 'Problems of the message')
    screenshot('problems-narrow')
    fit(program, NARROW)
    program.quit()


def problems_fit_with_large_text(place):
    with open(place.path('home', '.Xdefaults'), 'w') as file:
        file.write('Xft.dpi: 192\n')
    program = Program(place, place.path('broken.pcap'), ADW_DEBUG_COLOR_SCHEME='prefer-dark')
    wait_for(lambda: program.ladder(), what='arrows')
    program.click('List')
    press_row(program, 4)
    program.find('list item', 'error: ' + WRONG_METHOD)
    screenshot('problems-large')
    fit(program, program.root.box()[2])
    program.quit()


if __name__ == '__main__':
    with Desktop() as place:
        tell([past_call_has_a_capture,
              rows_come_while_it_is_read,
              stopping_keeps_the_rows,
              problems_of_a_message_are_told,
              problem_marks_its_bytes,
              problems_fit_a_narrow_window,
              problems_fit_with_large_text], place)
