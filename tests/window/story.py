# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window's tests share: the program in a desktop of its own, and TAP."""

import os
import sys
import time
import traceback

import desktop


class Program:
    """The running program, seen and driven as a person would."""

    def __init__(self, where, *options, **environment):
        import accessible  # only now: it connects to the bus of the desktop that is there

        self.notifications = where.notifications
        self.log = where.path('log')
        with open(self.log, 'w') as log:
            self.process = where.start(os.environ['RINGBACK'], '--sound', 'tone', *options, stderr=log,
                                       env=dict(os.environ, G_DEBUG='', **environment))
        self.application = accessible.application('ringback')
        # Everything is looked for below the frame: GTK 4.8.3 crashes when the application is asked
        # for its windows while a dialog opens or closes.
        self.root = self.application.find('frame', 'Ringback')
        self.window = desktop.xdotool('search', '--sync', '--onlyvisible', '--name', '^Ringback$').split()[-1]
        desktop.xdotool('windowfocus', self.window)

    def find(self, role, name, **more):
        return self.root.find(role, name, **more)

    def gone(self, role, name, seconds=10):
        desktop.wait_for(lambda: self.root.look(role, name) is None, seconds, '%s %r is gone' % (role, name))

    def click(self, name, role='push button', **more):
        return self.find(role, name, **more).click()

    def join_practice_network(self):
        self.click('Try it now')
        self.find('push button', lambda name: name.startswith('Account') and 'Registered' in name)

    def state(self, text, seconds=10):
        """Waits until a call is in that state; text: what its card says, or a predicate."""
        def in_a_card():
            card = self.root.look('panel', lambda name: name.startswith('Call with'))
            return card and card.look('label', text)

        return desktop.wait_for(in_a_card, seconds, 'a call that says %r' % text)

    def ladder(self):
        """The arrows in the ladder as they are read out."""
        found = self.root.look('list', lambda name: name.startswith('Ladder of'))
        return [row.name for row in found.children()] if found else []

    def history(self):
        """The rows of the Calls page as they are read out."""
        return [row.name for row in self.find('list', 'Past calls').children()]

    def notified(self, text, times=1):
        """The last notification that has the text, once as many as that have come."""
        desktop.wait_for(lambda: sum(text in line for line in self.notifications) >= times, what='notification')
        return [line for line in self.notifications if text in line][-1]

    def press_at(self, node):
        """A click of the pointer in the middle of it."""
        x, y, width, height = node.box()
        desktop.xdotool('mousemove', '--window', self.window, x + width // 2, y + height // 2, 'click', 1)

    def complaints(self):
        """Warnings and criticals the program printed."""
        with open(self.log) as log:
            return [line for line in log if 'WARNING' in line or 'CRITICAL' in line]

    def dialog(self, title):
        """The dialog of that title, once its window is on the screen; it has the keyboard then."""
        window = desktop.wait_for(lambda: desktop.windows(title, but=self.window), what='dialog ' + title)[0]
        desktop.xdotool('windowfocus', '--sync', window)
        return self.application.find('dialog', title)

    def no_dialog(self):
        """Waits until only the window itself is on the screen, and gives it the keyboard again."""
        desktop.wait_for(lambda: not desktop.windows('.+', but=self.window), what='the dialog is closed')
        desktop.xdotool('windowfocus', '--sync', self.window)

    def escape(self):
        """Closes the dialog by its key: again when a window that went just then took the keyboard with it, since
        nobody manages the windows here."""
        for _ in range(3):
            desktop.keys('Escape')
            end = time.monotonic() + 3
            while (left := desktop.windows('.+', but=self.window)) and time.monotonic() < end:
                time.sleep(0.03)
            if not left:
                break
            desktop.xdotool('windowfocus', '--sync', left[-1])
        self.no_dialog()

    def choose_file(self, title, path, button):
        """Types a path into a file chooser: again when what was typed is lost, which happens while it reads a folder."""
        chooser = desktop.wait_for(lambda: desktop.windows(title), what=title)[0]
        desktop.xdotool('windowfocus', '--sync', chooser)

        def typed():
            desktop.keys('ctrl+l', 'ctrl+a')
            desktop.write(path)
            end = time.monotonic() + 3
            while desktop.windows(title) and time.monotonic() < end:
                desktop.keys(button)
                time.sleep(0.2)  # a key that comes after it has closed goes elsewhere
            return not desktop.windows(title)

        desktop.wait_for(typed, seconds=20, what=title + ' is closed')

    def quit(self):
        """Ends as the desktop ends it; nothing may have been complained about."""
        assert desktop.end(self.process) == 0
        assert not self.complaints(), self.complaints()

    def resize(self, width, height):
        desktop.xdotool('windowsize', '--sync', self.window, width, height)


def is_clock(text):
    """00:42 — a call that is on."""
    return len(text) == 5 and text[2] == ':' and text.replace(':', '').isdigit()


def fits(width, *parts):
    """Nothing in these parts of the window reaches out of it. (Pages that are not shown keep the
    places they had: only what is on the screen can be asked.)"""
    for part in parts:
        for node in part.walk():
            if node.accessible.get_component_iface() is None:  # a link inside a label
                continue
            x, _, node_width, _ = node.box()
            assert node_width == 0 or (x >= 0 and x + node_width <= width), (node.role, node.name, node.box())


def screenshot(name):
    folder = os.environ.get('SCREENSHOTS')
    if folder:
        os.makedirs(folder, exist_ok=True)
        desktop.screenshot(os.path.join(folder, name + '.png'))


def tell(chapters, *arguments):
    """Runs one function after the other, each a test point; the first failure ends the story,
    because what follows builds upon it."""
    print('1..%d' % len(chapters), flush=True)
    failed = None
    for number, chapter in enumerate(chapters, 1):
        name = chapter.__name__.replace('_', ' ')
        if failed:
            print('not ok %d - %s # not reached' % (number, name), flush=True)
            continue
        try:
            chapter(*arguments)
            print('ok %d - %s' % (number, name), flush=True)
        except Exception:
            failed = chapter
            for line in traceback.format_exc().splitlines():
                print('# ' + line)
            screenshot('failed-' + chapter.__name__)
            print('not ok %d - %s' % (number, name), flush=True)
    sys.exit(1 if failed else 0)
