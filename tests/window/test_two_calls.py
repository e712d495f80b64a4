#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A call that comes while another is on, and one that nobody answers."""

from desktop import Desktop, keys, wait_for
from story import Program, is_clock, screenshot, tell

RINGING_S = 45  # the robot rings until the proxy gives up after 30 s


def card(program, name):
    return program.find('panel', 'Call with ' + name, seconds=15)


def call_comes_while_another_is_on(program):
    program.join_practice_network()
    program.click('Call Calls back')
    wait_for(lambda: any('BYE' in arrow for arrow in program.ladder()), what='the robot has hung up')
    program.click('Call Echo')
    card(program, 'echo').find('label', is_clock)
    program.find('push button', 'Hold and answer', seconds=15)
    screenshot('second-call')


def answering_it_holds_the_first(program):
    program.click('Hold and answer')
    card(program, 'callback').find('label', is_clock)
    card(program, 'echo').find('label', 'On hold')
    screenshot('two-calls')


def resuming_the_first_holds_the_second(program):
    card(program, 'echo').find(None, 'Hold').click()
    card(program, 'echo').find('label', is_clock)
    card(program, 'callback').find('label', 'On hold')


def each_is_ended_by_itself(program):
    card(program, 'callback').find('push button', 'End the call').click()
    program.gone('panel', 'Call with callback')
    card(program, 'echo').find('label', is_clock)
    card(program, 'echo').find('push button', 'End the call').click()
    program.gone('panel', 'Call with echo')


def unanswered_call_is_counted_until_it_is_looked_at(program):
    program.click('Call Calls back')
    program.find('push button', 'Answer', seconds=15)
    assert program.find('page tab', 'Calls').look('label', '1') is None
    program.gone('panel', 'Call with callback', RINGING_S)
    tab = program.find('page tab', 'Calls')
    tab.find('label', '1')
    screenshot('missed')
    keys('ctrl+2')
    wait_for(lambda: program.history()[0].startswith('Missed call from callback'), what='row of the missed call')
    wait_for(lambda: tab.look('label', '1') is None, what='nothing is counted')


def program_ends(program):
    program.quit()


if __name__ == '__main__':
    with Desktop() as place:
        tell([call_comes_while_another_is_on,
              answering_it_holds_the_first,
              resuming_the_first_holds_the_second,
              each_is_ended_by_itself,
              unanswered_call_is_counted_until_it_is_looked_at,
              program_ends], Program(place))
