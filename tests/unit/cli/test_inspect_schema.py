#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `inspect --to json` writes is what data/inspect.schema.json says, for every capture there is; and the schema
says something of each member.

Usage: test_inspect_schema.py SCHEMA DATA
"""

import glob
import json
import os
import subprocess
import sys

import jsonschema

CLI = os.environ["RINGBACK_CLI"]
schema_path, data = sys.argv[1:]
LESSONS = ["--explain", "--compare", "--digest", "--timers", "--nat", "--sdp"]


def inspect(*options):
    paths = sorted(path for folder in ("captures", "recorded", "rtp") for path in glob.glob(f"{data}/{folder}/*.pcap*"))
    out = subprocess.run([CLI, "inspect", *paths, "--to", "json", *options], capture_output=True, text=True).stdout
    return [json.loads(line) for line in out.splitlines()]


def undescribed(schema, path="", found=None):
    found = [] if found is None else found
    for name, member in schema.get("properties", {}).items():
        if not member.get("description"):
            found.append(f"{path}.{name}")
        undescribed(member, f"{path}.{name}", found)
    if "items" in schema:
        undescribed(schema["items"], f"{path}[]", found)
    return found


def members(value, path="", found=None):
    found = set() if found is None else found
    if isinstance(value, dict):
        for name, member in value.items():
            found.add(f"{path}.{name}")
            members(member, f"{path}.{name}", found)
    elif isinstance(value, list):
        for item in value:
            members(item, f"{path}[]", found)
    return found


def main():
    with open(schema_path, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    print("1..5")

    missing = undescribed(schema) + undescribed(schema["$defs"]["block"], "block")
    print("not ok" if missing else "ok", f"1 every member is described {missing}")

    seen = set()
    for number, options in ((2, []), (3, ["--hide-private"]), (4, LESSONS)):
        objects = inspect(*options)
        errors = [f"{one['file']}: {error.json_path}: {error.message[:200]}" for one in objects
                  for error in validator.iter_errors(one)]
        good = len(objects) > 60 and not errors
        print("ok" if good else "not ok", f"{number} {len(objects)} objects are as the schema says {errors[:3]}")
        seen |= members(objects)

    # The captures show most of what there can be: a member that nothing ever writes would be a mistake.
    wanted = {"[].calls[].clues[].messages", "[].calls[].dialogs[].ended", "[].calls[].messages[].timer", "[].rtp[].digits",
              "[].joins[].evidence", "[].notes", "[].calls[].messages[].note",
              "[].calls[].messages[].problems[].section", "[].calls[].messages[].explanation[].rfc",
              "[].calls[].lessons.verdict[].messages", "[].calls[].lessons.compare[].rows[][].message",
              "[].calls[].lessons.digest[].pieces[].source", "[].calls[].lessons.timers", "[].calls[].lessons.nat",
              "[].calls[].lessons.sdp", "[].calls[].lessons.sdp[].confidence"}
    print("ok" if wanted <= seen else "not ok", f"5 and all kinds of members were seen {sorted(wanted - seen)}")


main()
