# SPDX-License-Identifier: GPL-3.0-or-later
"""The window as a screen reader sees it. Import it only inside a Desktop: the accessibility
library connects to the bus it finds."""

import time
import warnings

import gi

gi.require_version('Atspi', '2.0')
warnings.simplefilter('ignore', DeprecationWarning)

from gi.repository import Atspi, GLib  # noqa: E402

CLICKS = ('click', 'toggle', 'activate')


class Node:
    def __init__(self, accessible):
        self.accessible = accessible

    @property
    def name(self):
        return self.accessible.get_name() or ''

    @property
    def description(self):
        return self.accessible.get_description() or ''

    @property
    def role(self):
        return self.accessible.get_role_name()

    def has_state(self, name):
        return name in [state.value_nick for state in self.accessible.get_state_set().get_states()]

    @property
    def visible(self):
        # GTK 4.8 never says "showing", and pages behind the one a stack shows count as visible:
        # tests tell those apart by names.
        return self.has_state('visible')

    def children(self):
        for i in range(self.accessible.get_child_count()):
            child = self.accessible.get_child_at_index(i)
            if child is not None:
                yield Node(child)

    def walk(self):
        """This and all below, without what is hidden."""
        yield self
        for child in self.children():
            if child.visible:
                yield from child.walk()

    def matching(self, role, name, where):
        """Every visible node below that fits, as they are found."""
        for node in self.walk():
            if ((role is None or node.role == role) and (name is None or matches(name, node.name))
                    and (where is None or where(node))):
                yield node

    def all(self, role=None, name=None, where=None):
        """The nodes that fit. One may die while we look: then we look again."""
        return quietly(lambda: list(self.matching(role, name, where)))

    def look(self, role=None, name=None, where=None):
        """The first node that fits, or None; the same way."""
        return quietly(lambda: next(self.matching(role, name, where), None))

    def find(self, role=None, name=None, seconds=10, where=None):
        """The first node that fits; waits for it. name: text, or a predicate."""
        end = time.monotonic() + seconds
        while True:
            found = self.look(role, name, where)
            if found is not None:
                return found
            if time.monotonic() > end:
                raise AssertionError('nothing on the screen with role %r and name %r' % (role, name))
            time.sleep(0.03)

    def click(self):
        names = [Atspi.Action.get_action_name(self.accessible, i) for i in range(Atspi.Action.get_n_actions(self.accessible))]
        for click in CLICKS:
            if click in names:
                assert Atspi.Action.do_action(self.accessible, names.index(click))
                return self
        inside = self.look('push button', self.name, lambda node: node.accessible != self.accessible)
        if inside is not None:  # a menu button: the button to click is inside it
            return inside.click()
        raise AssertionError('%s %r cannot be clicked, only %s' % (self.role, self.name, names))

    def set_text(self, text):
        assert Atspi.EditableText.set_text_contents(self.accessible, text)

    def text(self):
        # GTK 4.8 answers '' to "from 0 to the end": ask the length first.
        return Atspi.Text.get_text(self.accessible, 0, Atspi.Text.get_character_count(self.accessible))

    def box(self):
        """x, y, width, height in the window."""
        extents = Atspi.Component.get_extents(self.accessible, Atspi.CoordType.WINDOW)
        return extents.x, extents.y, extents.width, extents.height

    def focus(self):
        assert Atspi.Component.grab_focus(self.accessible)

    def dump(self, depth=0):
        """The tree as text, to look at while writing a test."""
        lines = ['%s%s %r%s' % ('  ' * depth, self.role, self.name, '' if self.visible else ' (hidden)')]
        for child in self.children():
            lines += child.dump(depth + 1)
        return lines


def quietly(look):
    """What look() sees once nothing it looks at dies meanwhile."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        try:
            return look()
        except GLib.Error:
            time.sleep(0.03)
    raise AssertionError('the program is gone, or its window changes too fast to be read')


def matches(wanted, name):
    return wanted(name) if callable(wanted) else wanted == name


def application(name, seconds=15):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            one = desktop.get_child_at_index(i)
            if one is not None and one.get_name() == name:
                return Node(one)
        time.sleep(0.03)
    raise AssertionError('%s did not appear on the accessibility bus' % name)
