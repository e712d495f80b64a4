#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The standard flows are as data/flows/schema.json says, each is built into the program, and each member is described.

Usage: flows-fit-schema.py FOLDER
"""

import glob
import json
import os
import sys
import xml.etree.ElementTree as ElementTree

import jsonschema

folder = sys.argv[1]


def read(name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return json.load(file)


def undescribed(schema, found):
    for name, member in schema.get("properties", {}).items():
        if not member.get("description"):
            found.append(name)
        undescribed(member, found)
    if "items" in schema:
        undescribed(schema["items"], found)
    return found


def main():
    schema = read("schema.json")
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    names = sorted(os.path.basename(path) for path in glob.glob(f"{folder}/*.json"))
    names.remove("schema.json")
    tree = ElementTree.parse(os.path.join(folder, "flows.gresource.xml"))
    built_in = sorted(file.text for file in tree.iter("file"))
    print("1..4")

    missing = undescribed(schema, [])
    print("not ok" if missing else "ok", f"1 every member is described {missing}")
    errors = [f"{name}: {error.message}" for name in names for error in validator.iter_errors(read(name))]
    print("not ok" if errors else "ok", f"2 every flow fits the schema {errors}")
    wrong = [name for name in names if read(name)["id"] + ".json" != name]
    print("not ok" if wrong else "ok", f"3 every flow has the name of its file {wrong}")
    print("ok" if built_in == names else "not ok", "4 every flow is built in")


main()
