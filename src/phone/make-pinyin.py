#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes pinyin.txt of Unicode's Unihan_Readings.txt (Debian package unicode-data):

    make-pinyin.py /usr/share/unicode/Unihan_Readings.txt.bz2 > pinyin.txt

Not part of the build: the table changes with Unicode, not with the program, and a build in a
sandbox has no unicode-data. A line is a syllable and the characters read so: first by their usual reading
(kMandarin), after the line "also" by further ones (kTGHZ2013, kXHC1983, kHanyuPinlu)."""

import bz2
import collections
import re
import sys
import unicodedata

RANGES = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF))
ALSO = ('kTGHZ2013', 'kXHC1983', 'kHanyuPinlu')


def plain(syllable):
    """zhāng → zhang, lǚ → lv; None for the few that are no syllable of letters (ḿ, ê)."""
    text = unicodedata.normalize('NFD', syllable).replace('u\u0308', 'v')
    text = ''.join(c for c in text if not unicodedata.combining(c))
    return text if re.fullmatch('[a-z]+', text) and re.search('[aeiouv]', text) else None


def read(path):
    usual, also = {}, collections.defaultdict(list)
    opener = bz2.open if path.endswith('.bz2') else open
    with opener(path, 'rt', encoding='utf-8') as lines:
        for line in lines:
            if not line.startswith('U+'):
                continue
            code, key, value = line.rstrip('\n').split('\t')
            code = int(code[2:], 16)
            if not any(first <= code <= last for first, last in RANGES):
                continue
            syllables = [plain(s) for s in re.findall(r'[^\W\d_]+\u0308?', re.sub(r'[\d.:*]+', ' ', value))]
            syllables = [s for s in syllables if s]
            if key == 'kMandarin' and syllables:
                usual[code] = syllables[0]
            elif key in ALSO:
                also[code] += syllables
    return usual, also


def write(readings, out):
    by_syllable = collections.defaultdict(list)
    for code, syllable in readings:
        by_syllable[syllable].append(code)
    for syllable in sorted(by_syllable):
        out.write(syllable + ' ' + ''.join(map(chr, sorted(by_syllable[syllable]))) + '\n')


def main():
    usual, also = read(sys.argv[1])
    out = sys.stdout
    out.write('# Readings of Chinese characters, made by make-pinyin.py of Unihan_Readings.txt.\n'
              '# Copyright 1991-2022 Unicode, Inc.; terms of use: https://www.unicode.org/copyright.html\n'
              '# SPDX-License-Identifier: Unicode-DFS-2016\n')
    write(usual.items(), out)
    out.write('also\n')
    write(sorted({(code, s) for code, syllables in also.items() for s in syllables
                  if code in usual and s != usual[code]}), out)


if __name__ == '__main__':
    main()
