#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What we export is what data/accounts.schema.json says, and the schema says of each key what we read.

Usage: test_accounts_schema.py SCHEMA TEST-ACCOUNT-TRANSFER"""

import json
import subprocess
import sys

import jsonschema

with open(sys.argv[1]) as file:
    schema = json.load(file)
written = json.loads(subprocess.run([sys.argv[2], '--write'], capture_output=True, text=True, check=True).stdout)
known = set(schema['$defs']['account']['properties'])

print('1..4')
jsonschema.Draft202012Validator.check_schema(schema)
print('ok 1 the schema is one')
jsonschema.validate(written, schema)
print('ok 2 what we write is valid')
missing = known.symmetric_difference(written['accounts'][0])
print('ok' if not missing else 'not ok', '3 it names every key that we write', *missing)
broken = json.loads(json.dumps(written))
broken['accounts'][0]['password'] = 'x'
try:
    jsonschema.validate(broken, schema)
    print('not ok 4 a password is refused')
except jsonschema.ValidationError:
    print('ok 4 a password is refused')
