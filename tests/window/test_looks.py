#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window where it is hard to look right: dark, 360 pixels wide, text twice as large."""

from desktop import Desktop, keys, wait_for
from story import Program, is_clock, screenshot, tell

NARROW = 360


def fits(program, width):
    """No button, entry or label of the phone half reaches out of the window."""
    outside = [(node.role, node.name, node.box()) for node in program.root.walk()
               if node.role in ('push button', 'text', 'label', 'page tab') and node.box()[2] > 0
               and node.box()[0] + node.box()[2] > width]
    assert not outside, outside


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
    keys('Escape')
    program.no_dialog()


def narrow_window_shows_one_half(place):
    program = place.program
    program.resize(NARROW, 640)
    wait_for(lambda: program.root.look('list', lambda name: name.startswith('Ladder of')) is None, what='only the phone')
    fits(program, NARROW)
    screenshot('dark-narrow-phone')
    keys('F9')
    program.find('list', lambda name: name.startswith('Ladder of'))
    screenshot('dark-narrow-signalling')
    keys('F9')
    program.click('End the call')
    program.gone('panel', 'Call with echo')
    keys('ctrl+1')
    screenshot('dark-narrow-keypad')
    program.quit()


def large_text_fits(place):
    program = Program(place, GDK_DPI_SCALE='2')
    program.find('push button', 'Try it now')
    screenshot('large-first-run')
    program.join_practice_network()
    keys('ctrl+1')
    screenshot('large-keypad')
    program.click('Call Music')
    program.state(is_clock)
    screenshot('large-in-call')
    program.quit()


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
