#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the fuzz targets of a build with libFuzzer, two at a time.

Usage: run.py BUILD-DIRECTORY TARGET|all SECONDS

Each target works for SECONDS, from its seeds in tests/fuzz/corpus and what earlier runs collected in
BUILD-DIRECTORY/collected. Inputs that crash, that take longer than ten seconds or too much memory are
minimised and saved in BUILD-DIRECTORY/findings/TARGET. The last line says "N targets, N findings"; the
exit status is 1 when there is a new one.
"""

import concurrent.futures
import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
JOBS = 2
MOST_FINDINGS = 5  # of one target in one run
LIMITS = ['-timeout=10', '-rss_limit_mb=1024', '-malloc_limit_mb=256']
MINIMISE_SECONDS = 20
MORE_SEEDS = {'explain': ['pcap', 'pcapng'], 'export': ['pcap', 'pcapng']}  # the corpora of other targets; as in meson.build
WORDS_OF = {'accounts': 'json', 'explain': 'message', 'export': 'pcapng', 'tcp': 'message'}  # the others have a list of their own name, or none

build = pathlib.Path(sys.argv[1]).resolve()
wanted, seconds = sys.argv[2], int(sys.argv[3])
programs = {path.name.removeprefix('fuzz-'): path for path in sorted((build / 'tests' / 'fuzz').glob('fuzz-*'))
            if path.is_file() and os.access(path, os.X_OK)}
if wanted != 'all' and wanted not in programs:
    sys.exit(f'./dev: there is no target “{wanted}”; there are: {" ".join(programs)}')

environment = {**os.environ, 'LC_ALL': 'C.UTF-8', 'G_DEBUG': 'fatal-criticals',
               'ASAN_OPTIONS': 'allocator_may_return_null=0:detect_leaks=1',
               'UBSAN_OPTIONS': 'halt_on_error=1:print_stacktrace=1',
               'LSAN_OPTIONS': f'print_suppressions=0:suppressions={HERE.parent / "lsan.supp"}'}


def minimise(program, finding):
    """Replaces what libFuzzer saved by a smaller input that fails as well."""
    small = finding.with_name(finding.name + '.small')
    subprocess.run([program, '-minimize_crash=1', f'-max_total_time={MINIMISE_SECONDS}', f'-exact_artifact_path={small}',
                    *LIMITS, finding], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    if small.exists():
        small.replace(finding)


def fuzz(name):
    program = programs[name]
    seeds = [folder for folder in (HERE / 'corpus' / seed for seed in [name, *MORE_SEEDS.get(name, [])]) if folder.exists()]
    findings, collected = build / 'findings' / name, build / 'collected' / name
    for folder in (findings, collected, build / 'logs'):
        folder.mkdir(parents=True, exist_ok=True)
    known, end = set(findings.iterdir()), time.monotonic() + seconds
    words = HERE / 'words' / f'{WORDS_OF.get(name, name)}.dict'
    new = []
    with open(build / 'logs' / f'{name}.log', 'wb') as log:
        while (left := int(end - time.monotonic())) > 0 and len(new) < MOST_FINDINGS:
            result = subprocess.run(
                [program, collected, *seeds, f'-max_total_time={left}', f'-artifact_prefix={findings}/', *LIMITS,
                 '-max_len=65536', '-print_final_stats=1', '-reload=0', *([f'-dict={words}'] if words.exists() else [])],
                env=environment, stdout=log, stderr=log, check=False)
            if result.returncode == 0:
                break
            fresh = [path for path in findings.iterdir() if path not in known and not path.name.endswith('.small')]
            if not fresh:
                sys.stdout.write(f'{name}: ended with status {result.returncode}; see {log.name}\n')
                new.append(pathlib.Path(log.name))
                break
            for path in fresh:
                known.add(path)
                new.append(path)
                if path.name.startswith(('crash-', 'leak-')):
                    minimise(program, path)
    return name, new


def executions(name):
    for line in (build / 'logs' / f'{name}.log').read_text(errors='replace').splitlines():
        if 'number_of_executed_units' in line:
            return int(line.split()[-1])
    return 0


names = list(programs) if wanted == 'all' else [wanted]
total = 0
with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
    for name, new in pool.map(fuzz, names):
        print(f'{name}: {executions(name)} inputs, {len(new)} findings', flush=True)
        for path in new:
            print(f'  {path}')
        total += len(new)
print(f'{len(names)} targets, {total} findings')
sys.exit(total > 0)
