#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""summary.py FAILED JUNIT…: prints "N passed, N failed, N skipped" over meson's JUnit logs.

TAP sub-tests count one each. Exits 1 on any failure, when no test ran, or when FAILED is
not 0 (meson itself saw a failure, such as a program that crashed after its last test)."""

import sys
import xml.etree.ElementTree as ElementTree


def main():
    passed = failed = skipped = 0
    for path in sys.argv[2:]:
        for case in ElementTree.parse(path).getroot().iter("testcase"):
            if case.find("failure") is not None or case.find("error") is not None:
                failed += 1
                print("failed:", case.get("classname"), case.get("name"))
            elif case.find("skipped") is not None:
                skipped += 1
                print("skipped:", case.get("classname"), case.get("name"))
            else:
                passed += 1
    if sys.argv[1] != "0" and failed == 0:
        print("failed: a test program did not end well; see above")
        failed = 1
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or skipped or not passed else 0


sys.exit(main())
