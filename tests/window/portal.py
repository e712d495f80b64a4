# SPDX-License-Identifier: GPL-3.0-or-later
"""xdg-desktop-portal as far as a test needs it: a mock on the bus of the test's desktop, whose requests the test answers by a
signal, as a person or the desktop would."""

import re
import subprocess
import sys

from desktop import wait_for

NAME = 'org.freedesktop.portal.Desktop'
PATH = '/org/freedesktop/portal/desktop'
REQUEST = 'org.freedesktop.portal.Request'
SESSION = 'org.freedesktop.portal.Session'


def gdbus(*arguments):
    return subprocess.run(['gdbus', *arguments], check=True, capture_output=True, text=True, timeout=15).stdout


class Portal:
    def __init__(self, place, interface, methods, version=None):
        """methods: names with the types they take; each gives a request back."""
        self.log = place.path('portal-%s.log' % interface)
        self.interface = 'org.freedesktop.portal.' + interface
        self.process = place.start(sys.executable, '-m', 'dbusmock', '--session', '--logfile', self.log, NAME, PATH, self.interface)
        gdbus('wait', '--session', '--timeout', '10', NAME)
        for method, takes in methods.items():
            gives = 'o' if method != 'ConfigureShortcuts' else ''
            self.mock(PATH, 'AddMethod', self.interface, method, takes, gives, 'ret = "/answer"' if gives else '')
        if version:  # the last one: now it is a portal
            self.mock(PATH, 'AddProperty', self.interface, 'version', '<uint32 %d>' % version)

    def mock(self, path, method, *arguments):
        gdbus('call', '--session', '--dest', NAME, '--object-path', path, '--method', 'org.freedesktop.DBus.Mock.' + method, *arguments)

    def calls(self, method):
        with open(self.log) as log:
            return [line for line in log if line.split()[1:2] == [method]]

    def asked(self, method, times):
        """Waits for the call that is the so-manieth one."""
        return wait_for(lambda: len(self.calls(method)) == times and self.calls(method)[-1], what='the portal is asked: ' + method)

    def answer(self, request, response, results):
        """Answers a request; results: as GVariant text."""
        owner = gdbus('call', '--session', '--dest', 'org.freedesktop.DBus', '--object-path', '/org/freedesktop/DBus', '--method',
                      'org.freedesktop.DBus.GetNameOwner', 'io.github.ringback.Ringback')
        token = re.search(r'"handle_token": "(\w+)"', request).group(1)
        path = '%s/request/%s/%s' % (PATH, re.search(r':([\d.]+)', owner).group(1).replace('.', '_'), token)
        self.mock(PATH, 'AddObject', path, REQUEST, '@a{sv} {}', '[("Close", "", "", "")]')
        self.mock(path, 'EmitSignal', REQUEST, 'Response', 'ua{sv}', '[<uint32 %d>, <%s>]' % (response, results))

    def emit(self, name, types, *values):
        self.mock(PATH, 'EmitSignal', self.interface, name, types, '[%s]' % ', '.join('<%s>' % value for value in values))

    def end(self):
        self.process.terminate()
        self.process.wait(10)
