# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of the window in one of its languages, so that one story can be told in each."""

import gettext
import os
import re

# What is filled in: directives of printf, and names as in "It answers {request}".
VALUE = re.compile(r'%%|%(?:\d+\$)?[-+#0 .\d]*l*[a-zA-Z]|\{[a-z_]+\}')
WORD = re.compile(r'[A-Za-z]*[a-z]{2}')


class Speech:
    def __init__(self, language):
        self.language = language
        self.catalogue = gettext.NullTranslations()
        if language != 'en':
            self.catalogue = gettext.translation('ringback', os.environ['RINGBACK_LOCALEDIR'], [language])
        self.english = None
        self.judged = set()

    def __call__(self, text, *values):
        """The translation of a msgid, its printf directives filled in."""
        said = self.catalogue.gettext(text)
        assert self.language == 'en' or said != text, 'no translation of %r' % text
        return fill(said, values)

    def environment(self):
        return {'LANGUAGE': self.language}

    def translations(self):
        """(msgid, its translation); a plural's forms one by one."""
        for key, said in self.catalogue._catalog.items():
            yield key[0] if isinstance(key, tuple) else key, said

    def like(self, beginning):
        """A predicate for names: is it what a msgid that begins so is in this language, with any values?"""
        if self.language == 'en':
            wanted = [pattern(beginning) + '.*']
        else:
            wanted = [pattern(said) for msgid, said in self.translations() if msgid.startswith(beginning)]
            assert wanted, 'no msgid begins with %r' % beginning
        return re.compile('|'.join(wanted), re.DOTALL).fullmatch

    def left_in_english(self, node):
        """The names at and below the node that are English although there is a translation. Each is told of once."""
        if self.language == 'en':
            return []
        if self.english is None:
            self.english = re.compile('|'.join(pattern(msgid) for msgid, said in self.translations()
                                               if said != msgid and is_telling(msgid)), re.DOTALL)
        names = {text for one in node.all() for text in (one.name, one.description)} - self.judged
        self.judged |= names
        return sorted(name for name in names if WORD.search(name) and self.english.fullmatch(name))


def is_telling(msgid):
    """Whether a text that fits must be this msgid: “%s to %s” fits too much."""
    words = VALUE.sub('', msgid)
    return WORD.search(words) and (words == msgid or len(words.strip()) > 5)


def pattern(text):
    return '.*'.join(re.escape(part) for part in VALUE.split(text))


def fill(said, values):
    for number, value in enumerate(values, 1):
        for directive in ('%%%d$s' % number, '%%%d$u' % number, '%s', '%u'):
            if directive in said:
                said = said.replace(directive, str(value), 1)
                break
        else:
            raise AssertionError('%r has no place for %r' % (said, value))
    return said
