#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogues in po/ translate every marked string, word for word where a program reads it.

Usage: catalogues-are-complete.py SOURCE-DIRECTORY PO-BUILD-DIRECTORY PROGRAM... XGETTEXT-ARGUMENT...
"""

import gettext
import os
import pathlib
import re
import subprocess
import sys
import tempfile

# What must be the same in a translation; msgfmt looks after the directives of printf.
VERBATIM = re.compile(r'\{\w*\}|--[a-z][a-z-]*|\n')

source, built = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
programs = [pathlib.Path(argument).resolve() for argument in sys.argv[3:] if not argument.startswith('--')]
xgettext_arguments = [argument for argument in sys.argv[3:] if argument.startswith('--')]
n_tests = 0
failed = False


def check(name, *problems):
    """One line of TAP; the problems are listed where there are any."""
    global n_tests, failed
    n_tests += 1
    failed |= bool(problems)
    print('not ok' if problems else 'ok', n_tests, name, flush=True)
    for problem in problems:
        print('#', str(problem).replace('\n', '\\n'))


def run(*command):
    return subprocess.run(command, cwd=source, check=True, capture_output=True, text=True, encoding='utf-8').stdout


def files_for_people():
    for folder, pattern in (('src', '**/*.[ch]'), ('ui', '**/*.ui'), ('data', '*.desktop'), ('data', '*.metainfo.xml')):
        yield from sorted(str(path.relative_to(source)) for path in (source / folder).glob(pattern))


def listed_files():
    lines = (source / 'po' / 'POTFILES.in').read_text(encoding='utf-8').splitlines()
    return [line for line in lines if line and not line.startswith('#')]


def read(catalogue, directory):
    """The translations of a .po file by what they translate: lists, for there may be plurals."""
    compiled = os.path.join(directory, 'read.mo')
    run('msgfmt', '-o', compiled, catalogue)
    with open(compiled, 'rb') as file:
        translations = gettext.GNUTranslations(file)._catalog
    found = {}
    for key, text in translations.items():
        found.setdefault(key if isinstance(key, str) else key[0], []).append(text)
    found.pop('', None)
    return found


def read_template(template, directory):
    """As if English were a translation: every string stands for itself."""
    english = pathlib.Path(directory, 'english.po')
    run('msgen', '-o', english, template)
    text = english.read_text(encoding='utf-8')
    english.write_text(text.replace('nplurals=INTEGER; plural=EXPRESSION', 'nplurals=2; plural=n != 1'),
                       encoding='utf-8')
    return read(english, directory)


def words_to_keep(text):
    return sorted(VERBATIM.findall(text))


def check_language(language, template, originals, directory):
    catalogue = os.path.join(directory, f'{language}.po')
    # The newest sources say which strings are formats.
    run('msgmerge', '--quiet', '--no-fuzzy-matching', '-o', catalogue, f'po/{language}.po', template)
    translations = read(catalogue, directory)

    check(f'{language}: every string is translated', *sorted(originals.keys() - translations.keys()))

    formats = subprocess.run(['msgfmt', '--check', '-o', os.devnull, catalogue], capture_output=True, text=True)
    check(f'{language}: formats are those of the sources', *formats.stderr.splitlines() if formats.returncode else [])

    check(f'{language}: placeholders, options and line ends are those of the sources',
          *(text for original, texts in translations.items() for text in texts
            if words_to_keep(text) not in [words_to_keep(each) for each in originals.get(original, [text])]))

    environment = {**os.environ, 'LANGUAGE': language, 'RINGBACK_LOCALEDIR': str(built)}
    foreign = {text for original, texts in translations.items() for text in texts if text != original and len(text) > 3}
    for program in programs:
        usage = subprocess.run([program, '--help'], env=environment, capture_output=True, encoding='utf-8')
        good = usage.returncode == 0 and any(text in usage.stdout for text in foreign)
        check(f'{language}: {program.name} speaks it',
              *[] if good else [f'exit code {usage.returncode}', *usage.stdout.splitlines(), *usage.stderr.splitlines()])


def main():
    listed = listed_files()
    languages = (source / 'po' / 'LINGUAS').read_text().split()
    with tempfile.TemporaryDirectory() as directory:
        found = run('xgettext', *xgettext_arguments, '--add-location=file', '-o', '-', *files_for_people())
        marked = {file for line in found.splitlines() if line.startswith('#: ') for file in line[3:].split()}
        check('every file with marked strings is in po/POTFILES.in', *sorted(marked - set(listed)))
        check('every file in po/POTFILES.in has marked strings', *sorted(set(listed) - marked))

        template = os.path.join(directory, 'ringback.pot')
        run('xgettext', *xgettext_arguments, '-o', template, *sorted(marked))
        originals = read_template(template, directory)
        for language in languages:
            check_language(language, template, originals, directory)
    print(f'1..{n_tests}')
    sys.exit(failed)


main()
