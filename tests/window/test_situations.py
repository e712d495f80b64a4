#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls in every situation, in English and in Chinese, wide and at 360 px: two at once, joined, transferred at once and
after asking; keys sent as tones; do not disturb.

Usage: test_situations.py LANGUAGE
"""

import sys

from desktop import Desktop, keys, wait_for, write
from speech import Speech
from story import Program, fits, is_clock, screenshot, tell


class Phone:
    def __init__(self, place, language):
        self.place = place
        self.say = Speech(language)
        self.program = Program(place, **self.say.environment())

    def screenshot(self, name):
        screenshot('situations-%s-%s' % (name, self.say.language))

    def call(self, robot):
        keys('ctrl+5')
        self.program.click(self.say('Call %s', self.say(robot)))

    def card(self, user):
        return self.program.find('panel', self.say('Call with %s', user), seconds=15)

    def talks(self, user):
        return self.card(user).find('label', is_clock, seconds=15)

    def gone(self, *users):
        for user in users:
            self.program.gone('panel', self.say('Call with %s', user), 15)

    def press(self, user, button):
        self.card(user).find(None, self.say(button)).click()

    def transfer(self, user):
        """Opens the popover of that call."""
        self.program.press_at(self.card(user).find(None, self.say('Transfer')))
        return self.program.find(None, self.say('Number or address to transfer to'))


def a_second_call_holds_the_first(phone):
    phone.program.click(phone.say('Try it now'))
    phone.program.find('push button', lambda name: phone.say('Registered at the practice network') in name)
    phone.call('Echo')
    phone.talks('echo')
    phone.call('Music')
    phone.talks('music')
    phone.card('echo').find('label', phone.say('On hold'))
    phone.screenshot('two')


def calls_are_swapped(phone):
    phone.press('echo', 'Hold')
    phone.talks('echo')
    phone.card('music').find('label', phone.say('On hold'))


def both_are_joined(phone):
    phone.press('music', 'Conference')
    for user in ('echo', 'music'):
        phone.talks(user)
        phone.card(user).find('label', phone.say('In conference'))
    phone.screenshot('conference')


def one_leaves_the_conference(phone):
    phone.press('music', 'Conference')
    phone.card('music').find('label', phone.say('On hold'))
    phone.talks('echo')
    wait_for(lambda: phone.card('echo').look('label', phone.say('In conference')) is None, what='no conference')


def one_is_connected_with_the_other(phone):
    phone.transfer('echo')
    phone.screenshot('transfer')
    phone.program.click(phone.say('Connect with %s', 'music'))
    phone.gone('echo', 'music')
    keys('ctrl+2')
    wait_for(lambda: sum(any(phone.say.like('Transferred')(label.name) for label in row.all() if label.role == 'label')
                         for row in phone.program.find('list', phone.say('Past calls')).children()) == 1,
             what='the transfer in the history')


def a_call_is_transferred_at_once(phone):
    phone.call('Echo')
    phone.talks('echo')
    phone.transfer('echo')
    write('music')
    keys('Return')
    phone.card('echo').find('label', phone.say('Transferred'))
    phone.screenshot('transferred')
    phone.gone('echo')


def a_transfer_that_fails_says_why_and_the_call_goes_on(phone):
    phone.call('Echo')
    phone.talks('echo')
    phone.transfer('echo')
    write('busy')
    keys('Return')
    phone.card('echo').find('label', phone.say.like('%s is busy'))
    phone.screenshot('transfer-failed')
    phone.talks('echo')


def asking_first_calls_there(phone):
    phone.transfer('echo')
    write('music')
    phone.program.click(phone.say('Ask First'))
    phone.talks('music')
    phone.card('echo').find('label', phone.say('On hold'))


def keys_are_sent_as_tones(phone):
    phone.press('music', 'Keypad for tones')
    wait_for(lambda: phone.card('music').look('push button', '1', lambda key: key.has_state('focused')), what='the keys have the focus')
    write('12#')
    phone.card('music').find('label', '12#')
    phone.card('music').find('push button', '5 JKL').click()
    phone.card('music').find('label', '12#5')
    phone.press('music', 'Keypad for tones')
    for user in ('music', 'echo'):
        phone.press(user, 'End the call')
    phone.gone('music', 'echo')


def do_not_disturb_is_seen_and_ended(phone):
    keys('ctrl+1')
    phone.program.find(None, phone.say('Do not disturb')).click()
    bar = phone.program.find('label', phone.say('Do not disturb: callers hear busy'))
    phone.screenshot('do-not-disturb')
    phone.program.click(phone.say('Turn Off'))
    wait_for(lambda: not bar.has_state('showing'), what='the bar is gone')


def it_fits_a_narrow_window(phone):
    phone.program.resize(360, 700)
    phone.call('Echo')
    phone.talks('echo')
    phone.call('Music')
    phone.talks('music')
    fits(360, phone.card('echo'), phone.card('music'))
    phone.screenshot('narrow')
    for user in ('music', 'echo'):
        phone.press(user, 'End the call')
    phone.gone('music', 'echo')
    phone.program.quit()


if __name__ == '__main__':
    with Desktop() as place:
        tell([a_second_call_holds_the_first,
              calls_are_swapped,
              both_are_joined,
              one_leaves_the_conference,
              one_is_connected_with_the_other,
              a_call_is_transferred_at_once,
              a_transfer_that_fails_says_why_and_the_call_goes_on,
              asking_first_calls_there,
              keys_are_sent_as_tones,
              do_not_disturb_is_seen_and_ended,
              it_fits_a_narrow_window], Phone(place, sys.argv[1]))
