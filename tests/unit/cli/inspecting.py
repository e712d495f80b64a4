# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the verb inspect and what it is to do, for the tests of this folder."""

import os
import subprocess

CLI = os.environ["RINGBACK_CLI"]


def inspect(*arguments, environment=None, **options):
    return subprocess.run([CLI, "inspect", *arguments], capture_output=True, stdin=subprocess.DEVNULL,
                          env={**os.environ, **(environment or {})}, **options)


def expect(code, *arguments, says=None, **options):
    """Standard output, when the program ended with that code and said so."""
    result = inspect(*arguments, **options)
    assert result.returncode == code, f"{arguments}: {result.returncode}, not {code}: {result.stderr}"
    assert says is None or says in result.stderr, f"{arguments}: {result.stderr}"
    if code == 2:
        assert not result.stdout, f"{arguments}: {result.stdout}"
    return result.stdout


def run(tests):
    """As TAP; a test is a function that asserts."""
    print(f"1..{len(tests)}")
    for number, test in enumerate(tests, 1):
        try:
            test()
            print(f"ok {number} {test.__name__}")
        except AssertionError as error:
            print(f"not ok {number} {test.__name__}")
            print(f"# {error!r}"[:1000].replace("\n", " "))
