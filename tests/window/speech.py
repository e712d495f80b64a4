# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of the window in one of its languages, so that one story can be told in each."""

import gettext
import os


class Speech:
    def __init__(self, language):
        self.language = language
        self.catalogue = gettext.NullTranslations()
        if language != 'en':
            self.catalogue = gettext.translation('ringback', os.environ['RINGBACK_LOCALEDIR'], [language])

    def __call__(self, text, *values):
        """The translation of a msgid, its printf directives filled in."""
        said = self.catalogue.gettext(text)
        assert self.language == 'en' or said != text, 'no translation of %r' % text
        return fill(said, values)

    def environment(self):
        return {'LANGUAGE': self.language}


def fill(said, values):
    for number, value in enumerate(values, 1):
        for directive in ('%%%d$s' % number, '%%%d$u' % number, '%s', '%u'):
            if directive in said:
                said = said.replace(directive, str(value), 1)
                break
        else:
            raise AssertionError('%r has no place for %r' % (said, value))
    return said
