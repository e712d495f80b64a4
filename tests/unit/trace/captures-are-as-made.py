#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The captures in tests/data/captures are what make-captures.py makes.

Usage: captures-are-as-made.py TESTS-DATA-DIRECTORY
"""

import filecmp
import os
import subprocess
import sys
import tempfile


def main():
    data = sys.argv[1]
    with tempfile.TemporaryDirectory() as directory:
        subprocess.run([sys.executable, f'{data}/make-captures.py', directory], check=True)
        made, kept = sorted(os.listdir(directory)), sorted(os.listdir(f'{data}/captures'))
        _, different, missing = filecmp.cmpfiles(directory, f'{data}/captures', made, shallow=False)
    print('1..1')
    print('ok' if made == kept and not different and not missing else 'not ok',
          f'1 captures are as made {different} {missing} {set(made) ^ set(kept)}')


main()
