#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""summary.py BUILD…: prints "N passed, N failed, N skipped" over the last `meson test` of each build.

TAP sub-tests count one each. A program that ended badly though its sub-tests passed (a leak,
a crash after the last one) counts one failure. Exits 1 on any failure or skip, or when
nothing ran."""

import json
import sys
import xml.etree.ElementTree as ElementTree

GOOD = {"OK", "EXPECTEDFAIL"}


def main():
    passed = failed = skipped = 0
    for build in sys.argv[1:]:
        failing = set()
        for suite in ElementTree.parse(build + "/meson-logs/testlog.junit.xml").getroot().iter("testsuite"):
            for case in suite.iter("testcase"):
                if case.find("failure") is not None or case.find("error") is not None:
                    failed += 1
                    failing.update({suite.get("name").split(".")[-1], case.get("name")})
                    print("failed:", suite.get("name"), case.get("name"))
                elif case.find("skipped") is not None:
                    skipped += 1
                    print("skipped:", suite.get("name"), case.get("name"))
                else:
                    passed += 1
        with open(build + "/meson-logs/testlog.json") as log:
            for line in log:
                program = json.loads(line)
                name = program["name"].split(" / ")[-1]
                if program["result"] not in GOOD and not any(name in known for known in failing):
                    failed += 1
                    print("failed:", program["name"], "ended badly:", program["result"])
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or skipped or not passed else 0


sys.exit(main())
