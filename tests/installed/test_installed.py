#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `meson install` leaves: valid for a desktop, and a program that runs from there."""

import os
import subprocess
import sys
import xml.etree.ElementTree

from desktop import Desktop
from story import Program, tell

TREE, BUILD, PREFIX = sys.argv[1:4]
APP = 'io.github.ringback.Ringback'


def share(*names):
    return os.path.join(PREFIX, 'share', *names)


def check(*command):
    result = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0 and 'warning' not in result.stdout.lower(), result.stdout + result.stderr
    return result.stdout


def it_installs(_):
    subprocess.run(['meson', 'install', '-C', BUILD, '--no-rebuild', '--quiet'], check=True, stdout=sys.stderr, timeout=60)
    os.environ.update(XDG_DATA_DIRS=share() + ':/usr/local/share:/usr/share', RINGBACK=os.path.join(PREFIX, 'bin', 'ringback'),
                      PATH=os.path.join(PREFIX, 'bin') + ':' + os.environ['PATH'])
    for name in ('RINGBACK_LOCALEDIR', 'GSETTINGS_SCHEMA_DIR'):
        os.environ.pop(name, None)


def the_desktop_file_is_valid(_):
    check('desktop-file-validate', share('applications', APP + '.desktop'))


def the_metainfo_is_valid(_):
    check('appstreamcli', 'validate', '--no-net', share('metainfo', APP + '.metainfo.xml'))


def the_settings_are_valid(_):
    check('glib-compile-schemas', '--strict', '--dry-run', share('glib-2.0', 'schemas'))


def the_icons_are_there(_):
    for path in ('scalable/apps/%s.svg', 'symbolic/apps/%s-symbolic.svg'):
        assert xml.etree.ElementTree.parse(share('icons', 'hicolor', path % APP)).getroot().tag.endswith('svg')


def the_bus_starts_the_installed_program(_):
    with open(share('dbus-1', 'services', APP + '.service')) as service:
        assert 'Exec=%s/bin/ringback --gapplication-service' % PREFIX in service.read()


def the_command_line_speaks_chinese(_):
    help_text = check('env', 'LANGUAGE=zh_CN', 'LC_ALL=C.UTF-8', 'ringback-cli', '--help')
    assert any('\u4e00' <= letter <= '\u9fff' for letter in help_text), help_text


def the_demo_makes_its_five_calls(_):
    assert check('ringback-cli', 'demo').count('good') == 5


def the_window_opens(desktop):
    program = Program(desktop)
    program.find('push button', 'Try it now')
    program.quit()


if __name__ == '__main__':
    with Desktop() as here:
        tell([it_installs, the_desktop_file_is_valid, the_metainfo_is_valid, the_settings_are_valid, the_icons_are_there,
              the_bus_starts_the_installed_program, the_command_line_speaks_chinese, the_demo_makes_its_five_calls,
              the_window_opens], here)
