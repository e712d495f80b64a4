# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop for one test: a home of its own, an X server without a screen, a session bus that
can start nothing but the accessibility bus. What it started it stops."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <auth>EXTERNAL</auth>
  <servicedir>{folder}/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class Desktop:
    """Use as a context manager; os.environ is the desktop's from then on."""

    def __init__(self, width=1280, height=900):
        self.size = '%dx%dx24' % (width, height)
        self.processes = []
        self.notifications = []  # a line for each call of the notification service

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix='ringback-desktop-')
        for name in ('home', 'run', 'services'):
            os.mkdir(os.path.join(self.folder, name), 0o700)
        for name in ('DBUS_SESSION_BUS_ADDRESS', 'DBUS_SESSION_BUS_PID', 'WAYLAND_DISPLAY', 'NO_AT_BRIDGE', 'AT_SPI_BUS_ADDRESS',
                     'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME', 'XDG_STATE_HOME'):
            os.environ.pop(name, None)
        os.environ.update(HOME=self.path('home'), XDG_RUNTIME_DIR=self.path('run'), GDK_BACKEND='x11',
                          GSK_RENDERER='cairo', GDK_DEBUG='gl-disable', ADW_DISABLE_PORTAL='1',
                          GTK_USE_PORTAL='0', GSETTINGS_BACKEND='memory', LC_ALL='C.UTF-8')
        try:
            self.start_display()
            self.start_bus()
            self.start_notifications()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def start_display(self):
        read, write = os.pipe()
        self.processes.append(subprocess.Popen(
            ['Xvfb', '-displayfd', str(write), '-screen', '0', self.size, '-nolisten', 'tcp', '-noreset', '+extension', 'GLX'],
            pass_fds=(write,), stderr=subprocess.DEVNULL))
        os.close(write)
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise RuntimeError('Xvfb did not start')
        os.environ['DISPLAY'] = ':' + number

    def start_bus(self):
        shutil.copy('/usr/share/dbus-1/services/org.a11y.Bus.service', self.path('services'))
        with open(self.path('session.conf'), 'w') as config:
            config.write(BUS_CONFIG.format(folder=self.folder))
        bus = subprocess.Popen(['dbus-daemon', '--nofork', '--print-address', '--config-file', self.path('session.conf')],
                               stdout=subprocess.PIPE, text=True)
        self.processes.append(bus)
        os.environ['DBUS_SESSION_BUS_ADDRESS'] = bus.stdout.readline().strip()

    def start_notifications(self):
        service = self.start(sys.executable, '-m', 'dbusmock', '--template', 'notification_daemon', stdout=subprocess.PIPE,
                             text=True)
        threading.Thread(target=lambda: self.notifications.extend(service.stdout), daemon=True).start()
        if 'RINGBACK_SANDBOX' in os.environ:  # a program in a Flatpak notifies through the portal
            self.start_portal()

    def start_portal(self):
        path, interface = '/org/freedesktop/portal/desktop', 'org.freedesktop.portal.'
        portal = self.start(sys.executable, '-m', 'dbusmock', '--session', 'org.freedesktop.portal.Desktop', path,
                            interface + 'Notification', stdout=subprocess.PIPE, text=True)
        subprocess.run(['gdbus', 'wait', '--session', '--timeout', '10', 'org.freedesktop.portal.Desktop'], check=True)
        for part, method, takes, gives, code in (('Notification', 'AddNotification', 'sa{sv}', '', ''),
                                                 ('Notification', 'RemoveNotification', 's', '', ''),
                                                 ('Inhibit', 'Inhibit', 'sua{sv}', 'o', 'ret = "%s/request"' % path)):
            subprocess.run(['gdbus', 'call', '--session', '--dest', 'org.freedesktop.portal.Desktop', '--object-path', path,
                            '--method', 'org.freedesktop.DBus.Mock.AddMethod', interface + part, method, takes, gives, code],
                           check=True, stdout=subprocess.DEVNULL)
        threading.Thread(target=lambda: self.notifications.extend(portal.stdout), daemon=True).start()

    def start(self, *command, **extra):
        """Starts a program that ends before the desktop does."""
        process = subprocess.Popen(command, **extra)
        self.processes.append(process)
        return process


def xdotool(*arguments):
    return subprocess.run(['xdotool', *map(str, arguments)], check=True, capture_output=True, text=True, timeout=10).stdout


def windows(title, but=None):
    """The windows on the screen with that title (a regular expression)."""
    found = subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', title], capture_output=True, text=True, timeout=10)
    return [window for window in found.stdout.split() if window != but]


def keys(*names):
    """Presses keys by their X names: keys('ctrl+r')."""
    xdotool('key', '--delay', 20, *names)


def write(text):
    xdotool('type', '--delay', 10, text)


def screenshot(path):
    subprocess.run(['import', '-window', 'root', path], check=True, timeout=20)


def wait_for(condition, seconds=10, what=None):
    """The first true answer of condition(); an AssertionError when none came in time."""
    end = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError('not within %s s: %s' % (seconds, what or condition.__name__))
        time.sleep(0.03)


def end(process, seconds=10):
    """Asks a program to end as a desktop does, and says how it ended."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    return process.wait(seconds)
