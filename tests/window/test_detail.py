#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The detail of a message of a recorded call: what it explains, and what can be done with it."""

import os
import re

from desktop import Desktop, keys, wait_for, xdotool
from story import Program, screenshot, tell

CAPTURE = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'data', 'recorded',
                       'answered-bye-by-caller.caller.pcap')
PASSWORD = 'alice-secret'
SIZE = 1270, 1390  # all rows of the call have room


def open_call(place):
    """The program with the call in its list, and No. 4 selected. What is asked for often is found once."""
    place.program = program = Program(place, CAPTURE)
    program.resize(*SIZE)
    wait_for(lambda: program.root.box()[3] >= SIZE[1] - 20, what='the size')
    program.click('List')
    program.table = program.find('tree table', 'List of messages')
    program.lessons = {}
    program.press_at(wait_for(lambda: rows(program), what='rows')[3])
    program.title = program.find('label', lambda text: re.match(r'No\. \d', text))
    return program


def rows(program):
    return [row for row in program.table.all('table row') if row.name.startswith(('Request', 'Status'))]


def is_selected(program, number):
    return re.match(r'No\. %d\b' % number, program.title.name)


def leave_tooltips(program):
    """A click that meets the tooltip of another row is lost: away with the pointer until there is none."""
    xdotool('mousemove', '--window', program.window, 5, 5)
    wait_for(lambda: len(xdotool('search', '--onlyvisible', '--class', 'ringback').split()) == 1, what='no tooltip')


def select(program, number):
    """Message No. number, from 1."""
    leave_tooltips(program)
    program.press_at(rows(program)[number - 1])
    wait_for(lambda: is_selected(program, number), what='No. %d selected' % number)


def lesson(program, name):
    if name not in program.lessons:
        program.lessons[name] = program.find(None, name)
    return program.lessons[name]


def text_of(program, name):
    """All words of the lesson of that name, in order."""
    return ' '.join(node.name for node in lesson(program, name).walk() if node.role in ('label', 'heading'))


def says(program, name, *words):
    wait_for(lambda: all(word in text_of(program, name) for word in words), what='%s: %r' % (name, words))


def explanation_comes_first(place):
    program = open_call(place)
    says(program, 'Explanation of the message', 'What it is', 'Why now', '407', 'No. 2')
    view = lesson(program, 'Explanation of the message')
    assert [node.name for node in view.all('heading')][:3] == ['What it is', 'Why now', 'What comes next']
    assert view.look('push button', 'No. 2'), view.dump()
    assert view.look('link', lambda name: name.startswith('RFC 3261 ')), view.dump()
    screenshot('detail-explained')


def links_lead_to_messages(place):
    program = place.program
    lesson(program, 'Explanation of the message').find('push button', 'No. 2').click()
    wait_for(lambda: is_selected(program, 2), what='No. 2 selected')
    says(program, 'Explanation of the message', '407')
    assert program.root.look('push button', 'Check the Digest…') is None
    select(program, 4)


def sections_open(place):
    program = place.program
    for title in ('Transaction: its states and timers', 'Identity: what ties it to other messages'):
        expander = program.find(None, title, where=lambda node: 'click' in actions(node) or 'activate' in actions(node))
        expander.click()
    screenshot('detail-sections')
    program.find('label', lambda text: text.endswith(': Calling'))


def actions(node):
    from gi.repository import Atspi
    count = Atspi.Action.get_n_actions(node.accessible) if node.accessible.get_action_iface() else 0
    return [Atspi.Action.get_action_name(node.accessible, i) for i in range(count)]


def digest_is_checked(place):
    program = place.program
    program.click('Check the Digest…')
    entry = program.find('password text', 'Password')
    program.find('label', lambda text: 'user “alice” in realm “example.com”' in text)
    entry.set_text('guessed')
    program.click('Compute')
    program.find('label', lambda text: text.startswith('Wrong: this password gives another response.'))
    assert entry.text() == '', 'the password stays'
    screenshot('detail-digest-wrong')
    entry.set_text(PASSWORD)
    program.click('Compute')
    program.find('label', lambda text: text.startswith('Right: this password gives exactly the response'))
    screenshot('detail-digest-right')
    assert not any(PASSWORD in node.name for node in program.root.walk())

    program.click('Use the Saved Password')
    program.find('label', 'None of your accounts has this user name and domain: type the password.')


def digest_is_forgotten_with_the_message(place):
    program = place.program
    select(program, 1)
    program.gone('push button', 'Check the Digest…')
    assert program.root.look('label', lambda text: text.startswith('Right: ')) is None
    select(program, 4)
    program.find('push button', 'Check the Digest…')


def fields_are_explained(place):
    program = place.program
    program.click('Headers')
    program.find('label', 'Select a field: here you read what it is for.')
    program.press_at(program.find('list item', lambda name: name.startswith('CSeq: 2 INVITE')))
    says(program, 'Explanation of the field', 'Counts the requests', 'One higher than in No. 1')
    screenshot('detail-headers')


def page_stays_with_the_next_message(place):
    program = place.program
    select(program, 2)
    headers = program.find('list', 'Headers of the message')
    headers.find('list item', lambda name: name.startswith('Status-Line: SIP/2.0 407'))
    select(program, 4)


def offer_and_answer_are_side_by_side(place):
    program = place.program
    program.click('SDP')
    says(program, 'What was agreed', 'PCMU')
    view = lesson(program, 'Offer and answer side by side')
    lines = [node.name for node in view.all('label')]
    assert 'Offer, No. 4: m=audio 40000 RTP/AVP 0 101' in lines, lines
    assert 'Answer, No. 7: c=IN IP4 198.51.100.20' in lines, lines
    screenshot('detail-sdp')


def differences(program):
    return [row.name for row in program.find('list', 'Differences').children()]


def changes_are_explained(place):
    program = place.program
    program.click('Diff')
    wait_for(lambda: len(differences(program)) == 3, what='three differences')
    assert any(name.startswith('Changed: CSeq: 1 INVITE; now: CSeq: 2 INVITE (The number goes up')
               for name in differences(program)), differences(program)
    assert any(name.startswith('Added: Proxy-Authorization: Digest') for name in differences(program))
    program.find('label', lambda text: text.startswith('3 of ') and text.endswith(' lines differ.'))
    screenshot('detail-diff')
    program.click('Equal lines, too')
    wait_for(lambda: any(name.startswith('Equal: Call-ID: ') for name in differences(program)), what='equal lines')
    program.click('Equal lines, too')
    program.click('Show that message')
    wait_for(lambda: is_selected(program, 1), what='No. 1 selected')
    program.find('label', lambda text: text.startswith('No message before this one is like it'))


def note_is_kept(place):
    program = place.program
    program.click('Explained')
    note = program.find('text', 'Your note')
    note.set_text('The first try, without credentials.')
    select(program, 4)
    wait_for(lambda: note.text() == '', what='the note of No. 4')
    select(program, 1)
    wait_for(lambda: note.text() == 'The first try, without credentials.', what='the note of No. 1')
    screenshot('detail-note')


def keys_reach_the_links(place):
    program = place.program
    select(program, 7)
    keys('Return')  # into the detail
    link = lesson(program, 'Explanation of the message').find('push button', 'No. 4')
    wait_for(lambda: keys('Tab') or link.has_state('focused'), what='Tab reaches the link')
    keys('Return')
    wait_for(lambda: is_selected(program, 4), what='No. 4 selected')
    keys('Escape')
    program.gone(None, 'Explanation of the message')
    program.quit()


if __name__ == '__main__':
    with Desktop(1280, 1400) as desktop:
        tell([explanation_comes_first, links_lead_to_messages, sections_open, digest_is_checked,
              digest_is_forgotten_with_the_message, fields_are_explained, page_stays_with_the_next_message,
              offer_and_answer_are_side_by_side, changes_are_explained, note_is_kept, keys_reach_the_links], desktop)
