#!/bin/sh
# Lets a connector await one person for so many seconds.   pair FLEET CONNECTOR SECONDS
# Stdin: two words, a salt and the hash of `SALT:CODE`. Stdout: until when, in seconds since 1970, by this host's clock. Status 66: no such connector here.
set -u

main() {
  fleet=$1 connector=$2
  [ -e "$HOME/.local/share/mosaic/$fleet/current/systemd/mosaic-$fleet-connector-$connector.service" ] || exit 66
  read -r salt hash || exit 65
  # Only hex may become part of JSON.
  case $salt$hash in *[!0-9a-f]*) exit 65 ;; esac
  umask 077
  own=$HOME/.local/state/mosaic/$fleet/connectors/$connector
  until=$(($(date +%s) + $3))
  mkdir -p "$own" &&
    printf '{"version":1,"salt":"%s","hash":"%s","expires":%s000,"tries":5}\n' "$salt" "$hash" "$until" >"$own/pairing.json.new" &&
    mv -f "$own/pairing.json.new" "$own/pairing.json" || exit 74
  echo "$until"
}

main "$@"
