#!/bin/sh
# Starts a connector again.   connector-restart FLEET CONNECTOR BY WHERE
# Status 66: no such connector here.
set -u

main() {
  unit=mosaic-$1-connector-$2.service
  [ -e "$HOME/.local/share/mosaic/$1/current/systemd/$unit" ] || exit 66
  export XDG_RUNTIME_DIR="${XDG_RUNTIME_DIR:-/run/user/$(id -u)}"
  echo "at=$(date +%s) act=restart from=- to=- by=$3 where=$4 why=connector $2" >>"$HOME/.local/state/mosaic/$1/audit.log" || exit 74
  systemctl --user restart "$unit"
}

main "$@"
