#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the signalling half teaches of a call: verdict, pages, replay, two calls, the other end."""

import os

from desktop import Desktop, keys, wait_for, xdotool
from story import Program, screenshot, tell

RECORDED = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'data', 'recorded')


def recorded(name):
    return os.path.abspath(os.path.join(RECORDED, name + '.pcap'))


def learn(program, page):
    # GtkMenuButton is two buttons of one name, and the inner one is the one to press.
    program.root.all('push button', lambda name: name.startswith('Learn'))[-1].click()
    program.find('menu item', page).click()
    program.find('push button', 'Learn: ' + page)


def menu(program, item):
    program.root.all('push button', 'More for the signalling')[-1].click()
    program.find('menu item', item).click()


def show_ladder(program):
    program.click('Ladder')


def description(program):
    """What the ladder says is selected."""
    return program.find('list', lambda name: name.startswith('Ladder of')).accessible.get_description()


def verdict_names_its_evidence(program):
    program.find('label', lambda text: text.startswith('Cancelled: the caller hung up'))
    program.find('label', 'The caller ended it; the messages prove it.')
    links = [link.name for link in program.root.all('push button', lambda name: name.endswith(')') and '(No. ' in name)]
    assert any(name.startswith('the CANCEL (No. ') for name in links), links
    screenshot('verdict')


def evidence_selects_its_message(program):
    program.find('push button', lambda name: name.startswith('the CANCEL (No. ')).click()
    wait_for(lambda: 'CANCEL' in description(program), what='the CANCEL is selected')
    program.find('label', lambda text: text.startswith('No. '))


def escape_selects_nothing(program):
    arrow = next(row for row in program.find('list', lambda name: name.startswith('Ladder of')).children()
                 if 'CANCEL' in row.name)
    program.press_at(arrow)
    keys('Escape')
    wait_for(lambda: description(program) == 'No message is selected', what='no message is selected')


def textbook_stands_beside_the_call(program):
    program.click('Compare with the Textbook')
    lines = wait_for(lambda: [line.name for line in program.find('list', 'Textbook beside this call').children()],
                     what='lines')
    assert any(line.startswith('Textbook: CANCEL, ') for line in lines), lines
    extra = [line for line in lines if line.startswith('Not in the textbook.')]
    assert any('407' in line and 'challenge' in line for line in extra), lines
    screenshot('page-textbook')


def line_of_the_textbook_selects_its_message(program):
    line = next(line for line in program.find('list', 'Textbook beside this call').children()
                if '407' in line.name)
    program.press_at(line)
    program.find('label', lambda text: text.startswith('No. '))
    program.click('Close the message')
    assert program.find('list', 'Textbook beside this call')


def machines_are_drawn(program):
    learn(program, 'Timers and States')
    program.find('image', lambda name: name.startswith('INVITE client') and ': ' in name)
    screenshot('page-timers')
    program.click('Server')
    program.find('image', lambda name: name.startswith('INVITE server') and ': ' in name)
    program.click('Client')


def other_pages_open(program):
    for page in ('How It Ended', 'Offer and Answer', 'Addresses', 'Digest'):
        learn(program, page)
        screenshot('page-' + page.lower().replace(' ', '-'))
    show_ladder(program)


def call_is_replayed(program):
    keys('ctrl+t')
    program.find('slider', 'Time of the replay')
    program.find('push button', 'Play the replay')
    keys('space')  # the button has the focus
    wait_for(lambda: description(program) != 'No message is selected', what='the replay selects')
    wait_for(lambda: 'ACK' in description(program), what='the last message')
    program.find('push button', 'Play the replay')
    screenshot('replay')
    keys('ctrl+t')
    program.gone('slider', 'Time of the replay')


def two_calls_are_compared(program):
    menu(program, 'Compare Two Calls…')
    picker = program.dialog('Compare with Which Call?')
    assert [row.name for row in picker.find('list', 'Calls').children()][0].startswith('alice → bob; Cancelled')
    picker.find('push button', 'Open another capture').click()
    program.choose_file('^Open Capture$', recorded('no-answer-408-by-proxy.caller'), 'Return')
    window = program.dialog('Two Calls')  # a capture of one call leaves no choice
    lines = [line.name for line in window.find('list', 'Two calls beside each other').children()]
    assert any(line.startswith('In both: ') and 'INVITE with credentials' in line for line in lines), lines
    assert any(line.startswith('Only in the first call: ') and 'CANCEL' in line for line in lines), lines
    assert any(line.startswith('Different: ') and '487' in line and '408' in line for line in lines), lines
    screenshot('two-calls')
    program.escape()


def other_end_is_merged(program):
    assert not any(': 100 Trying' in arrow and 'Callee' in arrow for arrow in program.ladder())
    menu(program, 'Merge Other End…')
    program.choose_file('^Capture of the Other End$', recorded('cancelled.callee'), 'Return')
    xdotool('windowfocus', '--sync', program.window)
    program.find('push button', 'Scope: cancelled.caller.pcap and cancelled.callee.pcap')
    lanes = program.find('image', lambda name: name.startswith('Lanes:')).name
    assert all(party in lanes for party in ('Caller', 'Proxy', 'Callee')), lanes
    screenshot('merged')


def call_of_many_is_picked(program):
    program.root.all('push button', lambda name: name.startswith('Scope: '))[-1].click()
    program.find('menu item', 'Calls in this capture…').click()
    picker = program.dialog('Choose a Call')
    picker.find('entry', 'Search the calls').set_text('nobody there')
    picker.find('label', 'No calls')
    picker.find('entry', 'Search the calls').set_text('cancelled BOB')
    wait_for(lambda: len(list(picker.find('list', 'Calls').children())) == 1, what='one call')
    screenshot('calls')
    keys('Return')
    program.no_dialog()
    program.find('push button', 'Scope: alice → bob')
    assert not any('REGISTER' in arrow for arrow in program.ladder()), program.ladder()


def program_ends(program):
    program.quit()


if __name__ == '__main__':
    with Desktop() as place:
        tell([verdict_names_its_evidence,
              evidence_selects_its_message,
              escape_selects_nothing,
              textbook_stands_beside_the_call,
              line_of_the_textbook_selects_its_message,
              machines_are_drawn,
              other_pages_open,
              call_is_replayed,
              two_calls_are_compared,
              other_end_is_merged,
              call_of_many_is_picked,
              program_ends], Program(place, recorded('cancelled.caller')))
