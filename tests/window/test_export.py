#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Captures are opened from the command line and a menu, and exported with private data hidden."""

import os
import xml.etree.ElementTree

from desktop import Desktop, keys, wait_for, windows, xdotool
from story import Program, screenshot, tell

CAPTURE = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'data', 'captures', 'answered-caller.pcap')
FORMATS = ['summary', 'ladder', 'json', 'text', 'csv', 'mermaid', 'svg', 'pcapng', 'exported-pdu']
PRIVATE = [b'192.0.2.1', b'alice', b'bob']
SMALL = 430  # pixels, with text twice as large
PCAPNG = b'\x0a\x0d\x0d\x0a'


def export_dialog(program):
    keys('ctrl+shift+e')
    return program.dialog('Export')


def save(program, dialog, path):
    dialog.find('push button', 'Save…').click()
    program.choose_file('^Save the Export$', path, 'alt+s')
    program.no_dialog()
    program.find('label', lambda text: text == 'Saved as “%s”.' % path)
    with open(path, 'rb') as file:
        return file.read()


def capture_named_on_the_command_line_is_shown(place):
    place.program = program = Program(place, CAPTURE)
    program.find('push button', 'Scope: answered-caller.pcap')
    wait_for(lambda: program.ladder(), what='arrows')
    place.arrows = len(program.ladder())


def hidden_data_is_not_in_the_pcapng_file(place):
    program = place.program
    dialog = export_dialog(program)
    dialog.find('check box', 'Hide private data').click()
    wait_for(lambda: dialog.look('check box', 'Hide private data').has_state('checked'), what='switch is on')
    screenshot('export')
    place.hidden = place.path('hidden.pcapng')
    written = save(program, dialog, place.hidden)
    assert written.startswith(PCAPNG)
    assert b'INVITE' in written
    for text in PRIVATE:
        assert text not in written.lower(), text


def svg_file_is_a_drawing(place):
    program = place.program
    dialog = export_dialog(program)
    # The row of formats has the keyboard at first; its list begins at the top.
    keys('space', 'Home', *['Down'] * FORMATS.index('svg'))
    screenshot('export-formats')
    keys('Return')
    dialog.find('label', 'SVG drawing of the ladders')
    path = place.path('ladder.svg')
    drawing = xml.etree.ElementTree.fromstring(save(program, dialog, path))
    assert drawing.tag == '{http://www.w3.org/2000/svg}svg'
    assert any('INVITE' in text for text in drawing.itertext())


def failure_is_told_in_the_dialog(place):
    program = place.program
    dialog = export_dialog(program)
    dialog.find('push button', 'Save…').click()
    program.choose_file('^Save the Export$', '/proc/ringback.pcapng', 'alt+s')
    dialog.find('label', lambda text: '/proc/ringback.pcapng' in text)
    screenshot('export-failed')
    program.escape()


def exported_file_is_opened_again(place):
    program = place.program
    keys('ctrl+o')
    program.choose_file('^Open Capture$', place.hidden, 'alt+o')
    program.no_dialog()
    program.find('push button', 'Scope: hidden.pcapng')
    wait_for(lambda: len(program.ladder()) == place.arrows, what='as many arrows')
    program.quit()


def dialog_fits_a_small_screen_with_large_text(place):
    settings = place.path('home', '.Xdefaults')
    with open(settings, 'w') as file:
        file.write('Xft.dpi: 192\n')
    program = Program(place, CAPTURE, ADW_DEBUG_COLOR_SCHEME='prefer-dark')
    program.find('push button', 'Scope: answered-caller.pcap')
    wait_for(lambda: program.ladder(), what='arrows')
    dialog = export_dialog(program)
    xdotool('windowsize', '--sync', windows('^Export$')[0], SMALL, 600)
    wait_for(lambda: 0 < dialog.box()[2] <= SMALL, what='narrow dialog')
    for name in ('Cancel', 'Save…'):
        x, _, width, _ = dialog.find('push button', name).box()
        assert x >= 0 and x + width <= SMALL, name
    screenshot('export-dark-large')
    program.escape()
    program.quit()
    os.remove(settings)


if __name__ == '__main__':
    with Desktop() as desktop_of_this_test:
        tell([capture_named_on_the_command_line_is_shown, hidden_data_is_not_in_the_pcapng_file, svg_file_is_a_drawing,
              failure_is_told_in_the_dialog, exported_file_is_opened_again,
              dialog_fits_a_small_screen_with_large_text], desktop_of_this_test)
