#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the first run to the ladder of a past call, driven by accessible names and keys."""

import re
import subprocess

from desktop import Desktop, keys, wait_for, write
from story import Program, is_clock, screenshot, tell


def first_run_offers_two_choices(program):
    program.find('push button', 'Try it now')
    program.find('push button', 'Add my account')
    screenshot('first-run')


def one_click_registers_at_the_practice_network(program):
    program.join_practice_network()
    program.find('push button', 'Call Echo')


def ladder_grows_while_it_rings(program):
    program.click('Call Never answers')
    program.state('Ringing…')
    wait_for(lambda: any('180 Ringing' in arrow for arrow in program.ladder()), what='180 in the ladder')
    arrows = program.ladder()
    assert 'You to Proxy: INVITE (SDP)' in arrows[0], arrows
    assert '407 Proxy Authentication Required' in arrows[1], arrows
    screenshot('ringing')


def hanging_up_while_it_rings_cancels(program):
    program.click('End the call')
    wait_for(lambda: any('487 Request Terminated' in arrow for arrow in program.ladder()), what='487 in the ladder')
    program.gone('panel', 'Call with never')
    keys('ctrl+2')
    wait_for(lambda: program.history() and program.history()[0].startswith('Outgoing call to never') and 'cancelled after' in program.history()[0], what='row of the call')


def echo_answers(program):
    keys('ctrl+5')
    program.click('Call Echo')
    program.state(is_clock)
    wait_for(lambda: any('200 OK (SDP)' in arrow for arrow in program.ladder()), what='200 in the ladder')
    assert not any('never' in arrow for arrow in program.ladder())
    screenshot('in-call')


def mute_and_hold_show_what_is(program):
    mute = program.find('push button', 'Mute')
    mute.click()
    wait_for(lambda: mute.has_state('pressed') or mute.has_state('checked'), what='muted')
    mute.click()
    program.click('Hold')
    program.state('On hold')
    wait_for(lambda: sum('INVITE' in arrow for arrow in program.ladder()) >= 3, what='re-INVITE in the ladder')
    program.click('Hold')
    program.state(is_clock)


def keypad_sends_tones(program):
    program.click('Keypad for tones')
    card = program.find('panel', 'Call with echo')
    card.find('push button', '5 JKL').click()
    card.find('push button', '#').click()
    card.find('label', '5#')
    screenshot('tones')
    program.click('Keypad for tones')


def closing_in_a_call_asks(program):
    keys('ctrl+w')
    question = program.dialog('End the call and close?')
    screenshot('close-question')
    question.find('push button', lambda name: 'Keep the Call' in name).click()
    program.no_dialog()
    program.state(is_clock)


def hanging_up_completes_the_row(program):
    program.click('End the call')
    program.gone('panel', 'Call with echo')
    keys('ctrl+2')
    wait_for(lambda: len(program.history()) == 2 and program.history()[0].startswith('Outgoing call to echo'), what='two rows')
    assert 'Answered – ' in program.history()[0], program.history()


def calls_row_opens_its_ladder(program):
    never = program.find('list item', lambda name: 'never' in name)
    program.press_at(never)
    program.find('push button', lambda name: 'Call with never' in name)
    wait_for(lambda: any('CANCEL' in arrow for arrow in program.ladder()), what='CANCEL in the ladder')
    screenshot('past-call')


def robot_calls_back_and_is_answered(program):
    keys('ctrl+5')
    program.click('Call Calls back')
    program.find('push button', 'Answer', seconds=15)
    screenshot('incoming')
    program.notified('callback')  # above the account that is called, which has a line of its own
    assert 'Decline' in program.notified('Answer')
    program.click('Answer')
    program.state(is_clock)
    program.click('End the call')
    program.gone('panel', lambda name: name.startswith('Call with'))


def incoming_call_is_answered_from_its_notification(program):
    program.click('Call Calls back')
    program.find('push button', 'Answer', seconds=15)
    # As a desktop is told, and as the portal is.
    call_id = re.search(r'app\.answer-call(?:::|.*?target[^:]*:[ <\'"]+)([^\'">]+)', program.notified('Answer', 2)).group(1)
    subprocess.run(['gapplication', 'action', 'io.github.ringback.Ringback', 'answer-call', "'%s'" % call_id], check=True, timeout=10)
    program.state(is_clock)
    keys('ctrl+e')
    program.gone('panel', lambda name: name.startswith('Call with'))


def everything_goes_by_keyboard(program):
    keys('ctrl+l')
    write('echo')
    keys('Return')
    program.state(is_clock)
    keys('ctrl+e')
    program.gone('panel', 'Call with echo')
    keys('ctrl+r')
    program.state(is_clock)
    keys('ctrl+m', 'ctrl+h')
    program.state('On hold')
    keys('ctrl+h', 'ctrl+e')
    program.gone('panel', 'Call with echo')
    program.find('list', lambda name: name.startswith('Ladder of'))
    keys('F9')
    program.gone('list', lambda name: name.startswith('Ladder of'))
    keys('F9')
    program.find('list', lambda name: name.startswith('Ladder of'))


def closing_the_window_ends_the_program(program):
    keys('ctrl+w')
    assert program.process.wait(10) == 0
    assert not program.complaints(), program.complaints()


if __name__ == '__main__':
    with Desktop() as place:
        tell([value for name, value in list(globals().items())
              if getattr(value, '__module__', '') == '__main__' and name != 'Desktop'], Program(place))
