#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window where it is hard to look right: dark, 360 pixels wide, text twice as large."""

import os

from desktop import Desktop, keys, wait_for
from story import Program, fits, is_clock, screenshot, tell

NARROW = 360


def dark_first_run(place):
    program = Program(place, ADW_DEBUG_COLOR_SCHEME='prefer-dark')
    program.find('push button', 'Try it now')
    screenshot('dark-first-run')
    program.join_practice_network()
    program.click('Call Echo')
    program.state(is_clock)
    screenshot('dark-in-call')
    place.program = program


def account_dialog_says_what_is_wrong(place):
    program = place.program
    program.click(lambda name: name.startswith('Account '))
    program.click('Add Account…')
    dialog = program.dialog('New Account')
    screenshot('dark-account')
    dialog.find('push button', lambda name: 'Save' in name).click()
    dialog.find('label', lambda name: 'user' in name.lower() and name.endswith('.'))
    program.escape()


def mistake_is_told_in_full(program):
    """However long it is: each of its lines pushes the ladder down, and the margin below it remains."""
    keys('ctrl+f')
    heads = program.find('image', lambda name: name.startswith('Lanes:'))
    program.find('entry', 'Filter').set_text('verdict:none or verdict:nothing')
    label = program.find('label', lambda text: text.startswith('Column 25: '))
    _, y, _, height = wait_for(lambda: label.box()[3] > 3 * 12 and label.box(), what='several lines')
    wait_for(lambda: heads.box()[1] >= y + height + 6, what='the ladder below the mistake')
    screenshot('dark-narrow-mistake')
    keys('Escape')
    program.gone('label', lambda text: text.startswith('Column 25: '))


def narrow_window_shows_one_half(place):
    program = place.program
    program.resize(NARROW, 640)
    wait_for(lambda: program.root.look('list', lambda name: name.startswith('Ladder of')) is None, what='only the phone')
    fits(NARROW, program.find('panel', 'Call with echo'), program.find('list', 'Robots to call'),
         program.find('push button', 'Close'))
    screenshot('dark-narrow-phone')
    keys('F9')
    program.find('list', lambda name: name.startswith('Ladder of'))
    screenshot('dark-narrow-signalling')
    mistake_is_told_in_full(program)
    keys('F9')
    program.click('End the call')
    program.gone('panel', 'Call with echo')
    keys('ctrl+1')
    screenshot('dark-narrow-keypad')
    program.quit()


def large_text_fits(place):
    settings = place.path('home', '.Xdefaults')
    with open(settings, 'w') as file:
        file.write('Xft.dpi: 192\n')
    program = Program(place)
    program.find('push button', 'Try it now')
    screenshot('large-first-run')
    program.join_practice_network()
    keys('ctrl+1')
    screenshot('large-keypad')
    program.click('Call Music')
    program.state(is_clock)
    screenshot('large-in-call')
    program.resize(NARROW, 800)
    wait_for(lambda: program.root.look('list', lambda name: name.startswith('Ladder of')) is None, what='only the phone')
    screenshot('large-narrow')
    fits(NARROW, program.find('panel', 'Call with music'), program.find('panel', 'Keypad'),
         program.find('push button', 'Close'))
    program.quit()
    os.remove(settings)


def high_contrast_has_everything(place):
    program = Program(place, ADW_DEBUG_HIGH_CONTRAST='1')
    program.join_practice_network()
    program.click('Call Music')
    program.state(is_clock)
    screenshot('high-contrast')
    program.quit()


if __name__ == '__main__':
    with Desktop() as desktop_of_this_test:
        tell([dark_first_run, account_dialog_says_what_is_wrong, narrow_window_shows_one_half, large_text_fits,
              high_contrast_has_everything], desktop_of_this_test)
