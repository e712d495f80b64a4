#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The signalling half: scopes, ladder, list and the detail of a message."""

from desktop import Desktop, keys, wait_for
from story import Program, screenshot, tell


def choose_scope(program, name):
    # GtkMenuButton is two buttons of one name, and the inner one is the one to press.
    program.root.all('push button', lambda label: label.startswith('Scope: '))[-1].click()
    program.find('menu item', name).click()
    program.find('push button', 'Scope: ' + name)


def rows(program):
    """The rows of the message list as they are read out."""
    table = program.find('tree table', 'List of messages')
    return [node for node in table.all('table row') if node.name.startswith(('Request', 'Status'))]


def headers(program):
    return [row.name for row in program.find('list', 'Headers of the message').children()]


def call_is_followed_to_its_verdict(program):
    program.join_practice_network()
    program.click('Call Busy')
    wait_for(lambda: any('486' in arrow for arrow in program.ladder()), what='486 in the ladder')
    program.find('label', lambda text: text.startswith('Busy: '))
    assert not any('REGISTER' in arrow for arrow in program.ladder()), program.ladder()


def registrations_are_a_scope(program):
    choose_scope(program, 'Registrations')
    wait_for(lambda: any('REGISTER' in arrow for arrow in program.ladder()), what='REGISTER')
    assert not any('INVITE' in arrow for arrow in program.ladder()), program.ladder()


def everything_is_a_scope(program):
    choose_scope(program, 'Everything')
    ladder = program.ladder()
    assert any('REGISTER' in arrow for arrow in ladder) and any('INVITE' in arrow for arrow in ladder), ladder


def practice_network_shows_both_legs(program):
    choose_scope(program, 'This call, on all its hops')
    ladder = program.ladder()
    assert sum(': INVITE' in arrow for arrow in ladder) >= 3, ladder  # twice to the proxy, once on to the robot
    screenshot('practice-network')


def list_has_the_same_messages(program):
    choose_scope(program, 'This call')
    program.click('List')
    wait_for(lambda: len(rows(program)) == len(program.ladder()), what='as many rows as arrows')
    names = [row.name for row in rows(program)]
    assert names[0].startswith('Request: INVITE sip:busy@'), names
    assert names[1].startswith('Status: 407'), names
    screenshot('list')


def selected_message_shows_its_headers(program):
    program.press_at(rows(program)[1])
    program.find('label', lambda text: text.startswith('No. ') and 'Response to No. ' in text)
    program.click('Headers')
    wait_for(lambda: headers(program)[0].startswith('Status-Line: SIP/2.0 407'), what='status line')
    assert any(name.startswith('Proxy-Authenticate: Digest realm=') for name in headers(program)), headers(program)
    ladder = program.find('list', lambda name: name.startswith('Ladder of'))
    assert '407 Proxy Authentication Required' in ladder.accessible.get_description()


def field_marks_its_bytes(program):
    call_id = program.find('list item', lambda name: name.startswith('Call-ID: '))
    program.press_at(call_id)
    screenshot('field')
    program.click('Bytes')
    lines = [line.name for line in program.find('list', 'Bytes of the message').children()]
    assert lines[0].startswith('0000  53 49 50 2f 32 2e 30 20') and lines[0].endswith('SIP/2.0 407 Prox'), lines[0]
    screenshot('bytes')


def raw_text_is_the_message(program):
    program.click('Raw')
    texts = [node.text() for node in program.root.all('text', 'Text of the message')]
    assert all(text.startswith('SIP/2.0 407 Proxy Authentication Required\nVia: ') for text in texts), texts
    program.click('Headers')


def keys_reach_everything(program):
    program.press_at(rows(program)[1])
    keys('Down')
    wait_for(lambda: headers(program)[0].startswith('Request-Line: ACK'), what='the next message')
    keys('Return', 'Down', 'Right')
    wait_for(lambda: len(headers(program)) > 9, what='an open branch')
    keys('Escape')
    program.gone('list', 'Headers of the message')


def filter_narrows_list_and_ladder(program):
    everything = len(rows(program))
    keys('ctrl+f')
    entry = program.find('entry', 'Filter')
    entry.set_text('response -status:1xx')
    wait_for(lambda: 0 < len(rows(program)) < everything, what='fewer rows')
    names = [row.name for row in rows(program)]
    assert all(name.startswith('Status: ') and not name.startswith('Status: 1') for name in names), names

    # A mistake is told, and the last filter stays.
    keys('End', 'space', *'stauts', 'colon', '4')
    program.find('label', 'Column 22: There is no key “stauts”; did you mean “status”?')
    assert [row.name for row in rows(program)] == names
    screenshot('filter-mistake')
    entry.set_text('status:486')
    program.click('Ladder')
    wait_for(lambda: len(program.ladder()) == 1 and '486' in program.ladder()[0], what='one arrow')
    entry.set_text('body:nowhere')
    program.find('label', 'No message matches')
    program.press_at(entry)
    keys('Escape')
    program.click('List')
    wait_for(lambda: len(rows(program)) == everything, what='every row again')


def description(program):
    """What the ladder says is selected."""
    return program.find('list', lambda name: name.startswith('Ladder of')).accessible.get_description()


def selection_outlives_a_filter(program):
    wanted = [number for number, row in enumerate(rows(program)) if row.name.startswith('Status: 486')][-1]
    program.press_at(rows(program)[wanted])
    wait_for(lambda: headers(program)[0].startswith('Status-Line: SIP/2.0 486'), what='the 486')
    number = program.find('label', lambda text: text.startswith('No. ')).name
    keys('ctrl+f')
    entry = program.find('entry', 'Filter')

    # Let through: it stays selected, and what was opened in its detail stays so.
    program.press_at(program.find('list item', lambda name: name.startswith('Call-ID: ')))
    program.click('Bytes')
    entry.set_text('status:486')
    wait_for(lambda: 0 < len(rows(program)) <= 2, what='the 486 alone')
    assert '486' in description(program), description(program)
    assert program.find('label', number)
    assert program.root.look('list', 'Bytes of the message')
    program.click('Headers')
    assert program.find('list item', lambda name: name.startswith('Call-ID: ')).has_state('selected')

    # Not let through: its detail goes, and comes back with it.
    entry.set_text('method:ACK')
    program.gone('list', 'Headers of the message')
    assert not any(row.has_state('selected') for row in rows(program))
    entry.set_text('')
    program.find('label', number)
    wait_for(lambda: '486' in description(program), what='the 486 selected')
    screenshot('filter-cleared')

    # What the reader put away stays away.
    program.click('Close the message')
    program.gone('list', 'Headers of the message')
    entry.set_text('status:486')
    wait_for(lambda: 0 < len(rows(program)) <= 2, what='the 486 alone')
    assert program.root.look('list', 'Headers of the message') is None


def filtered_call_keeps_its_lanes(program):
    lanes = program.find('image', lambda name: name.startswith('Lanes:')).name
    entry = program.find('entry', 'Filter')
    program.click('Ladder')
    wait_for(lambda: len(program.ladder()) <= 2, what='few arrows')
    assert program.find('image', lambda name: name.startswith('Lanes:')).name == lanes
    assert lanes.startswith('Lanes: You '), lanes
    screenshot('filter-ladder')
    program.press_at(entry)
    keys('Escape')
    wait_for(lambda: len(program.ladder()) > 2, what='every arrow again')
    assert program.find('image', lambda name: name.startswith('Lanes:')).name == lanes


def later_call_takes_over(program):
    program.click('Ladder')
    choose_scope(program, 'Everything')
    program.click('Call Declines')
    program.find('push button', 'Scope: This call')
    wait_for(lambda: any('603' in arrow for arrow in program.ladder()), what='603 in the ladder')
    assert not any('486' in arrow for arrow in program.ladder()), program.ladder()


def menu_of_scopes_stays_while_a_call_comes(program):
    program.root.all('push button', 'Scope: This call')[-1].click()
    shown = program.find('menu item', 'Everything')
    program.click('Call Busy')
    wait_for(lambda: any('486' in arrow for arrow in program.ladder()), what='486 in the ladder')
    assert shown.visible and program.find('menu item', 'Everything').accessible == shown.accessible
    shown.click()
    program.find('push button', 'Scope: Everything')


if __name__ == '__main__':
    with Desktop() as place:
        tell([call_is_followed_to_its_verdict,
              registrations_are_a_scope,
              everything_is_a_scope,
              practice_network_shows_both_legs,
              list_has_the_same_messages,
              selected_message_shows_its_headers,
              field_marks_its_bytes,
              raw_text_is_the_message,
              keys_reach_everything,
              filter_narrows_list_and_ladder,
              selection_outlives_a_filter,
              filtered_call_keeps_its_lanes,
              later_call_takes_over,
              menu_of_scopes_stays_while_a_call_comes], Program(place))
