#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test_preferences.py [en|zh_CN]: each page of the preferences by keyboard and by name: what is chosen
takes effect at once, what makes no sense is said and not stored, and it all fits."""

import gettext
import os
import re
import sys

from desktop import Desktop, end, keys, wait_for, windows, write, xdotool
from portal import Portal
from story import Program, fits, screenshot, tell

LANGUAGE = sys.argv[1] if len(sys.argv) > 1 else 'en'
NARROW = 360


def _(text):
    return CATALOGUE.gettext(text)


class Walk:
    def __init__(self, place):
        self.place = place
        self.settings = place.path('home', '.config', 'ringback', 'settings.ini')
        os.makedirs(os.path.dirname(self.settings))
        with open(self.settings, 'w') as settings:
            settings.write("[io/github/ringback/Ringback]\nblocked=['(010) 1234-5678']\n")

    def stored(self, line):
        def look():
            if not os.path.exists(self.settings):
                return False
            with open(self.settings) as file:
                return line in file.read().splitlines()
        return wait_for(look, what='stored: ' + line)

    def not_stored(self, text):
        with open(self.settings) as file:
            assert text not in file.read(), text

    def open(self):
        keys('ctrl+comma')
        window = wait_for(lambda: windows(_('Preferences'), but=self.program.window), what='preferences')[0]
        xdotool('windowfocus', '--sync', window)
        self.window = window
        self.dialog = self.program.application.find('frame', _('Preferences'))

    def page(self, name):
        """Goes to a page by its tab."""
        self.dialog.find('page tab', _(name)).click()

    def switch(self, name):
        return self.dialog.find('check box', _(name))

    def entry(self, name):
        return self.dialog.find('text', _(name))


def preferences_open(walk):
    walk.program = Program(walk.place, LANGUAGE=LANGUAGE)
    walk.program.click(_('Try it now'))
    walk.program.find('push button', lambda name: _('Registered at the practice network') in name)
    walk.open()
    screenshot('preferences-general-' + LANGUAGE)


def closing_the_window_may_end_the_program(walk):
    walk.switch('Stay reachable').click()
    walk.stored('run-in-background=false')
    walk.switch('Stay reachable').click()


def program_starts_with_the_session_when_wanted(walk):
    path = walk.place.path('home', '.config', 'autostart', 'io.github.ringback.Ringback.desktop')
    walk.switch('Start with the session').click()
    wait_for(lambda: os.path.exists(path), what='autostart file')
    with open(path) as file:
        assert '--background' in file.read()
    walk.stored('autostart=true')
    walk.switch('Start with the session').click()
    wait_for(lambda: not os.path.exists(path), what='no autostart file')


def command_is_checked_and_tried(walk):
    entry = walk.entry('When a call comes in')
    entry.set_text('/there/is/no/such/program')
    walk.dialog.find('text', lambda name: '/there/is/no/such/program' in name)
    walk.not_stored('/there/is')
    entry.set_text('/bin/true "$(id)"')
    walk.stored("hooks={'incoming': '/bin/true \"$(id)\"'}")
    walk.dialog.find('push button', lambda name: _('When a call comes in') in name and name != _('When a call comes in')).click()
    walk.dialog.find('label', _('The command ran and succeeded.'))
    entry.set_text('')
    walk.stored('hooks={}')


def calls_page_takes_effect(walk):
    walk.page('Calls')
    walk.switch('Do not disturb').click()
    walk.stored('do-not-disturb=true')
    walk.switch('Do not disturb').click()
    screenshot('preferences-calls-' + LANGUAGE)


def forwarding_takes_only_addresses(walk):
    walk.page('Rules')
    screenshot('preferences-rules-' + LANGUAGE)
    walk.switch('Forward every call').click()
    walk.stored('forward-always=true')
    entry = walk.entry('Every call goes to')
    entry.set_text('sip:not an address@')
    walk.dialog.find('text', lambda name: 'not an address' in name)
    entry.set_text('sip:mailbox@example.org')
    walk.stored("forward-always-to='sip:mailbox@example.org'")
    walk.not_stored('not an address')
    walk.switch('Forward every call').click()
    walk.stored('forward-always=false')


def blocked_numbers_are_removed_and_added(walk):
    screenshot('preferences-blocked-' + LANGUAGE)
    walk.dialog.find('push button', lambda name: '(010) 1234-5678' in name).click()
    walk.stored('blocked=[]')
    write('@example.org')  # the entry for another one has the keyboard then
    keys('Return')
    walk.stored("blocked=['@example.org']")


def sound_page_tests_the_ring(walk):
    walk.page('Sound')
    walk.dialog.find(None, _('Ring device'))
    screenshot('preferences-sound-' + LANGUAGE)


def it_fits_a_narrow_screen(walk):
    xdotool('windowsize', '--sync', walk.window, NARROW, 640)
    for page, group in (('Calls', 'Incoming calls'), ('Rules', 'Forwarding'), ('Sound', 'Ringing'), ('General', 'Desktop')):
        walk.page(page)
        shown = walk.dialog.find('list', _(group))
        wait_for(lambda shown=shown: shown.box()[2] and shown.box()[2] < NARROW, what=page + ' is narrow')
        fits(NARROW, shown)
        screenshot('preferences-narrow-%s-%s' % (page.lower(), LANGUAGE))
    keys('Escape', 'Escape')  # an entry that has the keyboard takes the first one
    walk.program.no_dialog()


def about_and_shortcuts_open(walk):
    assert not walk.program.complaints(), walk.program.complaints()
    keys('ctrl+question')
    wait_for(lambda: windows('.+', but=walk.program.window), what='shortcuts')
    screenshot('shortcuts-' + LANGUAGE)
    walk.program.escape()
    # GTK 4.8 measures the numbers of the pages in its own shortcuts window at -3 pixels.
    walk.of_gtk = walk.program.complaints()
    assert len(walk.of_gtk) <= 2 and all(re.search(r'GtkLabel \S+ \(label\) reported min width -3', line) for line in walk.of_gtk), walk.of_gtk


def program_ends(walk):
    keys('ctrl+q')
    assert walk.program.process.wait(10) == 0
    assert walk.program.complaints() == walk.of_gtk, walk.program.complaints()


def portal_is_asked_in_a_sandbox(walk):
    portal = Portal(walk.place, 'Background', {'RequestBackground': 'sa{sv}'})
    walk.program = Program(walk.place, LANGUAGE=LANGUAGE, GTK_USE_PORTAL='1')
    walk.program.click(_('Try it now'))
    walk.program.find('push button', lambda name: _('Registered at the practice network') in name)
    walk.open()
    walk.switch('Start with the session').click()
    request = portal.asked('RequestBackground', 1)
    assert '--background' in request, request
    portal.answer(request, 0, '{"autostart": <true>}')
    walk.stored('autostart=true')
    walk.switch('Start with the session').click()
    portal.answer(portal.asked('RequestBackground', 2), 1, '{"autostart": <true>}')  # refused: it stays as it was
    wait_for(lambda: walk.switch('Start with the session').has_state('checked'), what='the switch is back')
    assert end(walk.program.process) == 0
    portal.end()


if __name__ == '__main__':
    CATALOGUE = gettext.translation('ringback', os.environ.get('RINGBACK_LOCALEDIR'), [LANGUAGE], fallback=True)
    with Desktop() as here:
        tell([preferences_open, closing_the_window_may_end_the_program, program_starts_with_the_session_when_wanted,
              command_is_checked_and_tried, calls_page_takes_effect, forwarding_takes_only_addresses,
              blocked_numbers_are_removed_and_added, sound_page_tests_the_ring, it_fits_a_narrow_screen,
              about_and_shortcuts_open, program_ends, portal_is_asked_in_a_sandbox], Walk(here))
