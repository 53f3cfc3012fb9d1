#!/bin/sh
# Asks a connector's own program whether its set-up at the platform is as it must be.   connector-check FLEET CONNECTOR
# Stdout: a JSON list of faults in words. Status 66: no such connector here; 69: its Node is not here.
set -u

main() {
  unit=$HOME/.local/share/mosaic/$1/current/systemd/mosaic-$1-connector-$2.service
  [ -e "$unit" ] || exit 66
  # The words of the command are paths and digests of ours, each in quotes.
  words=$(sed -n 's/^ExecStart=//p' "$unit" | grep -o '"[^"]*"' | tr -d '"' | sed "s|^%h|$HOME|")
  set -f
  IFS='
'
  # shellcheck disable=SC2086
  set -- "$1" $words
  [ $# -ge 7 ] && [ -x "$2" ] || exit 69
  CREDENTIALS_DIRECTORY=$HOME/.config/mosaic/$1/credentials/current exec timeout 30 "$2" "$3" "$4" "$5" "$6" check
}

main "$@"
