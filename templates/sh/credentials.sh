#!/bin/sh
# Functions only, prepended to facts.sh: the values of secrets that lie here and that running units have, told by digests alone.
# Prints `salt HEX`, `credentials VERSION` (the current one), `secrets-of RELEASE VERSION`, `secret DIGEST PATH` and `exposed PATH` lines.
# A digest is sha256 over the salt and the value's own sha256, both as hex: nobody can compare it with a list of likely values.
# Needs $fleet and XDG_RUNTIME_DIR.
# shellcheck disable=SC2154

credentials() {
  store=.config/mosaic/$fleet/credentials
  [ -h "$store/current" ] && held=$(readlink -- "$store/current") && echo "credentials $held"
  for path in "$store"/of/*; do
    [ -h "$path" ] || continue
    held=$(readlink -- "$path") && echo "secrets-of ${path##*/} ${held##*/}"
  done
  [ ! -d "$store" ] || find "$store" ! -type l -perm /077 | sed 's/^/exposed /'
  salt=
  [ ! -r "$store/salt" ] || read -r salt <"$store/salt"
  case $salt in '' | *[!0-9a-f]*) return 0 ;; esac
  echo "salt $salt"
  set --
  for path in "$store"/*/* "$XDG_RUNTIME_DIR/credentials/mosaic-$fleet-agent-"*/* "$XDG_RUNTIME_DIR/credentials/mosaic-$fleet-connector-"*/*; do
    case $path in "$store"/current/*) continue ;; esac
    [ ! -f "$path" ] || set -- "$@" "$path"
  done
  [ $# -eq 0 ] || sha256sum -- "$@" 2>/dev/null | sort | salted
}

# Equal values stand together, and are salted once. By stdin: arguments can be read by all.
salted() {
  last='' digest=''
  while read -r sum path; do
    if [ "$sum" != "$last" ]; then last=$sum && digest=$(printf %s "$salt$sum" | sha256sum); fi
    printf 'secret %.64s %s\n' "$digest" "$path"
  done
}
