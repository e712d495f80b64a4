#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""build.py FOLDER: the Flatpak from nothing, without Flathub: a stand-in for the GNOME runtime out of
Debian's packages, the modules from Debian's sources, built by flatpak-builder, installed below
FOLDER, tried in its sandbox, bundled. The runtime is made once; delete FOLDER to begin anew.
Ends with "N passed, N failed, N skipped"."""

import glob
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TREE = os.path.dirname(HERE)
APP = 'io.github.ringback.Ringback'
MANIFEST = os.path.join(HERE, APP + '.json')
# The modules of the manifest that Debian has under the same name.
DEBIAN_SOURCES = ('json-c', 'sofia-sip')
# What a runtime gets from flatpak or from the computer it runs on.
NOT_IN_A_RUNTIME = ('passwd', 'group', 'hosts', 'hostname', 'resolv.conf', 'host.conf', 'nsswitch.conf', 'localtime',
                    'machine-id', 'timezone', 'mtab', 'shadow', 'gshadow', 'passwd-', 'group-', 'shadow-', 'gshadow-',
                    'ld.so.cache')
ENVIRONMENT = {
    'XDG_DATA_DIRS': '/app/share:/usr/share:/usr/share/runtime/share:/run/host/user-share:/run/host/share',
    'GST_PLUGIN_SYSTEM_PATH': '/app/lib/gstreamer-1.0:/usr/lib/x86_64-linux-gnu/gstreamer-1.0',
    'PKG_CONFIG_PATH': '/app/lib/pkgconfig:/app/share/pkgconfig:/usr/lib/x86_64-linux-gnu/pkgconfig:'
                       '/usr/lib/pkgconfig:/usr/share/pkgconfig',
}


def say(text):
    print('flatpak:', text, file=sys.stderr, flush=True)


def run(*command, **extra):
    subprocess.run(command, check=True, stdout=sys.stderr, **extra)


def manifest():
    with open(MANIFEST) as file:
        return json.load(file)


def debian_mirror():
    """Where this computer gets its packages from."""
    found = subprocess.run(['apt-get', 'indextargets', '--format', '$(REPO_URI) $(CODENAME)', 'Created-By: Packages'],
                           check=True, capture_output=True, text=True).stdout.split('\n')
    mirrors = [line.split()[0] for line in found if line.endswith(' bookworm')]
    if not mirrors:
        sys.exit('flatpak: apt knows no archive of Debian 12 (bookworm); add one to its sources')
    return mirrors[0]


def make_runtime(folder, branch):
    """org.gnome.Platform and org.gnome.Sdk in an OSTree repository."""
    repo = os.path.join(folder, 'runtime')
    if os.path.exists(os.path.join(repo, 'summary')):
        return repo

    say('making a runtime of Debian’s packages')
    with open(os.path.join(HERE, 'runtime.txt')) as file:
        packages = [word for line in file if not line.startswith('#') for word in line.split()]
    shutil.rmtree(repo, ignore_errors=True)
    work = os.path.join(folder, 'runtime.work')
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    root = os.path.join(work, 'root')
    run('mmdebstrap', '--mode=root', '--variant=minbase', '--quiet', '--dpkgopt=path-exclude=/usr/share/man/*',
        '--dpkgopt=path-exclude=/usr/share/doc/*', '--aptopt=APT::Install-Recommends "false"',
        '--include=' + ','.join(packages), 'bookworm', root, debian_mirror())

    # What flatpak expects: usr/ with etc/ in it, without devices and privileges.
    tree = os.path.join(work, 'tree')
    os.makedirs(os.path.join(tree, 'files'))
    os.rename(os.path.join(root, 'usr'), os.path.join(tree, 'usr'))
    os.rename(os.path.join(root, 'etc'), os.path.join(tree, 'usr', 'etc'))
    for name in NOT_IN_A_RUNTIME:
        path = os.path.join(tree, 'usr', 'etc', name)
        if os.path.lexists(path):
            os.remove(path)
    run('find', os.path.join(tree, 'usr'), '-xdev', '(', '-type', 'c', '-o', '-type', 'b', '-o', '-type', 'p', '-o', '-type',
        's', ')', '-delete')
    run('chmod', '-R', 'u+rw,go-s,u-s', os.path.join(tree, 'usr'))

    run('ostree', 'init', '--repo=' + repo, '--mode=archive')
    run('ostree', 'config', '--repo=' + repo, 'set', 'archive.zlib-level', '1')
    for name in ('Sdk', 'Platform'):
        with open(os.path.join(tree, 'metadata'), 'w') as file:
            file.write('[Runtime]\nname=org.gnome.{0}\nruntime=org.gnome.Platform/x86_64/{1}\n'
                       'sdk=org.gnome.Sdk/x86_64/{1}\n\n[Environment]\n'.format(name, branch))
            file.writelines('%s=%s\n' % pair for pair in ENVIRONMENT.items())
        run('flatpak', 'build-export', '--runtime', '--disable-sandbox', '--no-update-summary', repo, tree, branch)
    run('flatpak', 'build-update-repo', repo)
    shutil.rmtree(work)
    return repo


def fetch_sources(folder):
    """Debian's tarballs and patches of the modules. Returns {module: [source of the manifest]}."""
    place = os.path.join(folder, 'sources')
    os.makedirs(os.path.join(place, 'lists', 'partial'), exist_ok=True)
    with open(os.path.join(place, 'sources.list'), 'w') as file:
        file.write('deb-src %s bookworm main\n' % debian_mirror())
    apt = ['apt-get', '-q', '-o', 'Dir::Etc::SourceList=' + os.path.join(place, 'sources.list'),
           '-o', 'Dir::Etc::SourceParts=-', '-o', 'Dir::State::Lists=' + os.path.join(place, 'lists'),
           '-o', 'APT::Sandbox::User=root']
    if not glob.glob(os.path.join(place, '*.dsc')):
        run(*apt, 'update')
        run(*apt, 'source', '--download-only', *DEBIAN_SOURCES, cwd=place)

    sources = {}
    for module in DEBIAN_SOURCES:
        tarball, = glob.glob(os.path.join(place, module + '_*.orig.tar.*[!c]'))
        debian, = glob.glob(os.path.join(place, module + '_*.debian.tar.*'))
        patches = os.path.join(place, module)
        os.makedirs(patches, exist_ok=True)
        run('tar', '-xf', debian, '-C', patches)
        with open(tarball, 'rb') as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        sources[module] = [{'type': 'archive', 'path': tarball, 'sha256': digest}]
        series = os.path.join(patches, 'debian', 'patches', 'series')
        if os.path.exists(series):
            with open(series) as file:
                names = [line.split()[0] for line in file if line.strip() and not line.startswith('#')]
            sources[module] += [{'type': 'patch', 'path': os.path.join(patches, 'debian', 'patches', name)} for name in names]
    sources['sofia-sip'].append({'type': 'shell', 'commands': ['autoreconf -fi']})
    return sources


def offline_manifest(folder):
    """The published manifest with sources that are here."""
    whole = manifest()
    sources = fetch_sources(folder)
    for module in whole['modules']:
        if module['name'] in sources:
            module['sources'] = sources[module['name']]
        else:
            module['sources'] = [{'type': 'dir', 'path': copy_tree(folder)}]
    path = os.path.join(folder, APP + '.json')
    with open(path, 'w') as file:
        json.dump(whole, file, indent=2)
    return path


def copy_tree(folder):
    """The files of the project as they are now, without what is built."""
    place = os.path.join(folder, 'tree')
    shutil.rmtree(place, ignore_errors=True)
    names = subprocess.run(['git', '-C', TREE, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'], check=True,
                           capture_output=True).stdout.decode().split('\0')
    for name in names:
        source = os.path.join(TREE, name)
        if name and os.path.isfile(source):
            os.makedirs(os.path.dirname(os.path.join(place, name)), exist_ok=True)
            shutil.copy2(source, os.path.join(place, name))
    return place


def build(folder):
    branch = manifest()['runtime-version']
    runtime = make_runtime(folder, branch)
    user = os.path.join(folder, 'user')
    os.environ['FLATPAK_USER_DIR'] = user
    installed = subprocess.run(['flatpak', '--user', 'list', '--runtime', '--columns=application'], capture_output=True, text=True)
    if 'org.gnome.Sdk' not in installed.stdout:
        run('flatpak', '--user', 'remote-add', '--if-not-exists', '--no-gpg-verify', 'debian', 'file://' + runtime)
        run('flatpak', '--user', 'install', '-y', '--noninteractive', 'debian', 'org.gnome.Platform//' + branch,
            'org.gnome.Sdk//' + branch)

    say('building the program')
    repo = os.path.join(folder, 'repo')
    run('dbus-run-session', '--', 'flatpak-builder', '--user', '--force-clean', '--disable-rofiles-fuse', '--disable-updates',
        '--disable-download', '--state-dir=' + os.path.join(folder, 'state'), '--repo=' + repo, '--install',
        os.path.join(folder, 'build'), offline_manifest(folder))
    bundle = os.path.join(folder, 'ringback.flatpak')
    run('flatpak', 'build-bundle', repo, bundle, APP)
    return bundle


def wrapper(folder, command, *options):
    """A program that runs @command in the sandbox."""
    path = os.path.join(folder, 'run-' + command)
    with open(path, 'w') as file:
        file.write('#!/bin/sh\nexport FLATPAK_USER_DIR=%s\nexec flatpak run --user %s --command=%s %s "$@"\n' %
                   (os.path.join(folder, 'user'), ' '.join(options), command, APP))
    os.chmod(path, 0o755)
    return path


def try_in_sandbox(folder):
    """The demo, and the window's first story. Returns the lines of their TAP output."""
    cli = wrapper(folder, 'ringback-cli')
    window = wrapper(folder, 'ringback', '--env=GSK_RENDERER=cairo', '--env=GDK_DEBUG=gl-disable', '--env=ADW_DISABLE_PORTAL=1',
                     '--env=GDK_BACKEND=x11', '--env=GTK_USE_PORTAL=0', '--env=GIO_USE_NETWORK_MONITOR=netlink')
    with tempfile.TemporaryDirectory(prefix='ringback-flatpak-') as home:
        private = dict(os.environ, HOME=home, XDG_RUNTIME_DIR=home, XDG_DATA_HOME=home + '/data', RINGBACK=window, RINGBACK_SANDBOX='1',
                       SCREENSHOTS=os.path.join(folder, 'screenshots'))
        os.makedirs(private['SCREENSHOTS'], exist_ok=True)
        say('the demo in the sandbox')
        demo = subprocess.run(['dbus-run-session', '--', cli, 'demo'], env=private, stdout=subprocess.PIPE, text=True)
        print(demo.stdout, file=sys.stderr)
        lines = ['%s demo' % ('ok' if demo.returncode == 0 else 'not ok')]
        say('the window in the sandbox')
        story = subprocess.run([sys.executable, os.path.join(TREE, 'tests', 'window', 'test_first_call.py')], env=private,
                               stdout=subprocess.PIPE, text=True)
        print(story.stdout, file=sys.stderr)
        told = [line for line in story.stdout.split('\n') if line.startswith(('ok', 'not ok'))]
        return lines + (told if story.returncode == 0 or any(line.startswith('not ok') for line in told) else told + ['not ok story'])


def main():
    folder = os.path.abspath(sys.argv[1])
    os.makedirs(folder, exist_ok=True)
    bundle = build(folder)
    lines = try_in_sandbox(folder)
    failed = sum(line.startswith('not ok') for line in lines)
    say('the bundle is %s, %.1f MB' % (bundle, os.path.getsize(bundle) / 1e6))
    print('%d passed, %d failed, 0 skipped' % (len(lines) - failed, failed))
    sys.exit(failed > 0)


if __name__ == '__main__':
    main()
