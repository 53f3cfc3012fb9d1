#!/bin/sh
# Hands a mail to the courier and waits for what becomes of it.   mail-trip FLEET AGENT ID SECONDS
# The mail comes on stdin. Stdout: the ledger's last line about it, or an empty one; then, of an answered one, the answer as it is.
set -u

main() {
  state=$HOME/.local/state/mosaic/$1 id=$3
  mail=$state/mail/$2 ledger=$state/ledger/$2.jsonl
  umask 077
  mkdir -p "$mail/tmp" "$mail/new" && cat >"$mail/tmp/$id.json" && sync "$mail/tmp/$id.json" &&
    mv -f "$mail/tmp/$id.json" "$mail/new/$id.json" || exit 74
  until=$(($(date +%s) + $4))
  while :; do
    line=$(grep -F "{\"id\":\"$id\"" "$ledger" 2>/dev/null | tail -n 1)
    case $line in *'"state":"answered"'* | *'"state":"expired"'* | *'"state":"failed"'* | *'"state":"ambiguous"'*) break ;; esac
    [ "$(date +%s)" -lt "$until" ] || break
    sleep 0.2
  done
  printf '%s\n' "$line"
  case $line in *'"state":"answered"'*) cat "$mail/answers/$id" ;; esac
}

main "$@"
