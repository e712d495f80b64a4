#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab as a class does it, in English and in Chinese: each of the five kinds of call on the practice network, ticked by
the coach, and the questions about what differs from the textbook.

Usage: test_lab.py LANGUAGE
"""

import sys

from desktop import Desktop, keys, wait_for
from speech import Speech
from story import Program, is_clock, screenshot, tell


class Lab:
    """One class room: a window and its language."""

    def __init__(self, place, language):
        self.place = place
        self.say = Speech(language)
        self.program = None

    def screenshot(self, name):
        screenshot('lab-%s-%s' % (name, self.say.language))

    def call(self, title):
        keys('ctrl+5')
        self.program.click(self.say('Experiment “%s”: call', self.say(title)))
        return self.program.root

    def ask_button(self, title):
        return self.program.root.look('push button', self.say('%s: what differs from the textbook?', self.say(title)))

    def is_done(self, title):
        wait_for(lambda: self.ask_button(title), 45, what='%s is ticked' % title)

    def hang_up(self):
        self.program.click(self.say('End the call'))

    def arrows(self):
        """Of the ladder, as they are read out."""
        found = self.program.root.look('list', lambda name: name and name in ladder_names(self.say))
        return [row.name for row in found.children()] if found else []


def ladder_names(say):
    return {say('Ladder of %u messages', n) for n in range(2, 60)} | {say('Ladder of %u message', 1)} \
        if say.language == 'en' else {say.catalogue.ngettext('Ladder of %u message', 'Ladder of %u messages', n) % n
                                      for n in range(1, 60)}


def the_coach_lists_five_experiments(lab):
    lab.program = Program(lab.place, **lab.say.environment())
    lab.program.click(lab.say('Try it now'))
    keys('ctrl+5')
    for title in ('No answer', 'The callee rejects', 'The caller cancels', 'Answered, then hung up', 'Busy'):
        lab.program.find('push button', lab.say('Experiment “%s”: call', lab.say(title)))
        assert lab.ask_button(title) is None, title
    lab.screenshot('begin')


def busy_ticks_itself(lab):
    lab.call('Busy')
    lab.is_done('Busy')
    wait_for(lambda: any('486' in arrow for arrow in lab.arrows()), what='486 in the ladder')


def rejected_ticks_itself(lab):
    lab.call('The callee rejects')
    lab.is_done('The callee rejects')


def cancelled_ticks_itself(lab):
    lab.call('The caller cancels')
    wait_for(lambda: any('180' in arrow for arrow in lab.arrows()), what='180 in the ladder')
    lab.hang_up()
    lab.is_done('The caller cancels')


def answered_ticks_itself(lab):
    lab.call('Answered, then hung up')
    wait_for(lambda: any('200 OK' in arrow for arrow in lab.arrows()), what='200')
    lab.is_done('Answered, then hung up')


def no_answer_ticks_itself(lab):
    lab.call('No answer')
    lab.is_done('No answer')
    lab.screenshot('all-done')


def what_differs_is_asked_before_it_is_told(lab):
    lab.ask_button('No answer').click()
    dialog = lab.program.dialog(lab.say('No answer'))
    lab.screenshot('question')
    answered = 0
    while True:
        check = dialog.find('push button', lab.say('Check'))
        keys('space')  # the first answer has the focus
        wait_for(lambda: check.has_state('sensitive'), what='an answer is chosen')
        check.click()
        answered += 1
        if answered == 1:
            lab.screenshot('answer')
        following = dialog.find('push button', lambda name: name in (lab.say('Next'), lab.say('Finish')))
        following.click()
        if following.name == lab.say('Finish'):
            break
    assert answered >= 2, answered
    lab.screenshot('score')
    dialog.find('push button', lab.say('Close')).click()
    lab.program.no_dialog()
    lab.program.find(None, lab.say('Done and understood'))
    lab.screenshot('compared')


def ticks_are_kept(lab):
    lab.program.quit()
    lab.program = Program(lab.place, **lab.say.environment())
    lab.program.click(lab.say('Try it now'))
    keys('ctrl+5')
    lab.is_done('Busy')
    lab.program.click(lab.say('Begin the lab again'))
    wait_for(lambda: lab.ask_button('Busy') is None, what='no tick is left')
    lab.program.quit()


if __name__ == '__main__':
    with Desktop(height=1000) as desktop_of_this_test:
        tell([the_coach_lists_five_experiments, busy_ticks_itself, rejected_ticks_itself, cancelled_ticks_itself,
              answered_ticks_itself, no_answer_ticks_itself, what_differs_is_asked_before_it_is_told, ticks_are_kept],
             Lab(desktop_of_this_test, sys.argv[1]))
