#!/bin/sh
# Puts a mail before the courier of this host.   queue FLEET AGENT ID   (the mail's JSON comes on stdin)
# Prints `queued` when it is on the disk, `no-courier` when this host has none, `no-agent` when it does not carry the agent.
set -u

main() {
  units=$HOME/.local/share/mosaic/$1/current/systemd
  mail=$HOME/.local/state/mosaic/$1/mail/$2
  [ -e "$units/mosaic-$1-agent-$2.service" ] || { echo no-agent && return 0; }
  [ -e "$units/mosaic-$1-courier.service" ] || { echo no-courier && return 0; }
  umask 077
  mkdir -p "$mail/tmp" "$mail/new" || exit 73
  fresh=$mail/tmp/$3.json
  if cat >"$fresh" && sync "$fresh" && mv -f "$fresh" "$mail/new/$3.json" && sync "$mail/new"; then
    echo queued
  else
    rm -f "$fresh"
    exit 73
  fi
}

main "$@"
