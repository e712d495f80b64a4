#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the captures in tests/data/captures and captures.json, the truth about them.

Usage: make-captures.py [DIRECTORY]

Every file is made from scratch: addresses are those of RFC 5737 and RFC 3849, names those of
RFC 2606. The cases of each kind are in maker/case_….py: a module with write_all (write), which
calls write (NAME, BYTES, MESSAGES, …) for each file; see main().
"""

import importlib
import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

CASES = ['calls', 'files', 'layers', 'links', 'pcapng', 'puzzles', 'report', 'segments', 'streams',
         'transports']


def main():
    directory = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), 'captures')
    os.makedirs(directory, exist_ok=True)
    truth = {}

    def write(name, data, messages, kind=None, ended_by='', damaged=False, **more):
        """messages: Message, or the truth about one; more: directions, notes (of the whole), remarks
        (on single messages, by position) and names, as far as the file says any; calls: how many, where it is
        not one. The verdict is that of the last."""
        with open(os.path.join(directory, name), 'wb') as file:
            file.write(data)
        truth[name] = {'messages': [getattr(m, 'truth', m) for m in messages], 'damaged': damaged, **more}
        if kind:
            truth[name]['verdict'] = {'kind': kind, 'ended_by': ended_by}

    for case in CASES:
        importlib.import_module('maker.case_' + case).write_all(write)

    with open(os.path.join(directory, 'captures.json'), 'w', encoding='utf-8') as file:
        json.dump(truth, file, indent=1, sort_keys=True)
        file.write('\n')


if __name__ == '__main__':
    main()
