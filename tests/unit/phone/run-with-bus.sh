#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a test on a session bus of its own that starts no services by itself but those named in RB_TEST_SERVICES (names
# of files, with wildcards); what the test starts on it ends with it.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/services"
set -f # the names are for find
for service in ${RB_TEST_SERVICES:-}; do
  find /usr/share/dbus-1/services -name "$service" -exec cp {} "$folder/services" \;
done
cat >"$folder/bus.conf" <<CONF
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=$folder</listen>
  <servicedir>$folder/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
CONF
# What the services keep.
mkdir "$folder/home" "$folder/run"
chmod 700 "$folder/run"
export HOME="$folder/home" XDG_RUNTIME_DIR="$folder/run"
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME XDG_STATE_HOME
dbus-run-session --config-file="$folder/bus.conf" -- "$@"
