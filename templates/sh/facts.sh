#!/bin/sh
# Tells all that a plan needs to know of one fleet on this host; changes nothing.
#   facts FLEET [RELEASE]      (stands after settle.sh, inside.sh, credentials.sh and harnesses.sh) also the manifests of releases that begin so;
#                              `previous` is the one before
#   facts FLEET settled        not before systemd has done what it has to do
# Stdout: lines `TAG TEXT`, and those of sha256sum and of `grep -H` as they are, which begin like no tag; packed where the host has gzip; the text is data. Names of files are C strings in quotes, so none can
# begin a line. Ends with `end`.
set -u

one_line() { printf '%s\n' "${1%%"$newline"*}"; }

host() {
  echo "now $(date +%s)"
  echo "home $HOME"
  echo "user $user"
  version=$(systemctl --version 2>/dev/null) && one_line "$version"
  [ ! -S "$XDG_RUNTIME_DIR/bus" ] || echo bus
  [ ! -e "/var/lib/systemd/linger/$user" ] || echo linger
  for tool in flock grep gzip sed sha256sum stat sync systemctl systemd-run tar timeout tmux; do
    command -v $tool >/dev/null || echo "lacks $tool"
  done
}

manifest() {
  # Only the shape of a digest may become part of a path.
  case $1 in '' | *[!0-9a-f]*) return 0 ;; esac
  [ -f "$root/releases/$1/manifest.json" ] || return 0
  echo "manifest $1"
  sed 's/^/text /' "$root/releases/$1/manifest.json"
}

releases() {
  for path in "$root"/releases/*; do [ ! -d "$path" ] || echo "release ${path##*/}"; done
  current=$(readlink -- "$root/current") && echo "current $current"
  manifest "${current#releases/}"
  which=$1
  [ "$which" != previous ] || which=$(sed -n 's/^previous=//p' "$root/record" 2>/dev/null)
  case $which in '' | *[!0-9a-f]*) return 0 ;; esac
  for path in "$root/releases/$which"*; do [ "releases/${path##*/}" = "$current" ] || manifest "${path##*/}"; done
}

# Mode, kind, name and target of each thing, and the hashes of the plain files, in one call each.
things() {
  for path; do
    shift
    if [ -e "$path" ] || [ -h "$path" ]; then set -- "$@" "$path"; fi
  done
  [ $# -gt 0 ] || return 0
  QUOTING_STYLE=c stat -c 'thing %a %F %N' -- "$@" 2>/dev/null
  for path; do
    shift
    if [ -f "$path" ] && [ ! -h "$path" ]; then set -- "$@" "$path"; fi
  done
  [ $# -eq 0 ] || sha256sum -- "$@" 2>/dev/null
}

# What is beside units; no pattern here fits those of another fleet.
drop_ins() { things "$1".target.d/* "$1"-beat.service.d/* "$1"-boot.service.d/* "$1"-courier.service.d/* "$1"-connector-*.service.d/* \
  "$1"-agent-*.service.d/*; }

# A unit that is not loaded runs nothing, and is not shown.
units() {
  shown=$({ systemctl --user show --no-pager --timestamp=unix -p Id -p LoadState -p ActiveState -p SubState -p Result \
    -p ExecMainStatus -p MainPID -p NRestarts -p NeedDaemonReload -p ExecMainStartTimestamp -p ActiveEnterTimestamp -p Job -p ExecStart \
    -p InaccessiblePaths \
    "mosaic-$fleet.target" "mosaic-$fleet-beat.service" "mosaic-$fleet-courier.service" "mosaic-$fleet-connector-*.service" "mosaic-$fleet-agent-*.service" 2>/dev/null && echo && echo whole; } |
    sed 's/^/unit /')
  case $shown in *"${newline}unit whole") shown=${shown%whole} ;; *) return 0 ;; esac
  printf 'manager\n%s\n' "$shown"
  inside "$shown"
  argv "$shown"
}

# Launches in the command lines of main processes.
argv() {
  pids=
  set -f
  IFS=$newline
  for line in $1; do
    case $line in 'unit MainPID='[1-9]*) pids="$pids /proc/${line#*=}/cmdline" ;; esac
  done
  unset IFS
  set +f
  # shellcheck disable=SC2086
  grep -zaHsE '^[0-9a-f]{16,64}$' -- $pids /dev/null | tr '\000' '\n'
}

# Short `key=value` lines of plain files; an agent may have put anything there.
records() {
  for path; do
    shift
    if [ -f "$path" ] && [ ! -h "$path" ]; then set -- "$@" "$path"; fi
  done
  [ $# -eq 0 ] || grep -aHsm 200 -E '^[A-Za-z_]{1,20}=[ -~]{0,300}$' -- "$@"
}

agents() {
  for path in "$state"/agents/*/stopped; do
    [ ! -e "$path" ] || one_line "stopped $path"
  done
  records "$root/record" "$root/pending" "$root/reverting" "$state"/beats/* "$state"/agents/*/exit "$state"/agents/*/failures
  [ ! -f "$state/audit.log" ] || tail -n 50 "$state/audit.log" | sed 's/^/act /'
}

look() {
  who=$(id) user=${who#*\(} uid=${who%%\(*}
  user=${user%%\)*} uid=${uid#*=}
  LC_ALL=C XDG_RUNTIME_DIR=${XDG_RUNTIME_DIR:-/run/user/$uid}
  export LC_ALL XDG_RUNTIME_DIR
  cd || return 1
  newline='
'
  fleet=$1 root=.local/share/mosaic/$1 state=.local/state/mosaic/$1 mine=.config/systemd/user/mosaic-$1
  host
  releases "${2-}"
  things "$root"/objects/* "$root"/releases/*/manifest.json "$root"/releases/*/systemd/* \
    "$root"/releases/*/systemd/*.wants/* "$root/recover" "$mine.target" "$mine.target.wants" "$mine-beat.service" \
    "$mine-boot.service" "$mine-courier.service" "$mine"-connector-*.service "$mine"-agent-*.service ".config/systemd/user/default.target.wants/${mine##*/}-boot.service"
  for folder in .config/systemd/user .config/systemd/user.control "$XDG_RUNTIME_DIR/systemd/user" "$XDG_RUNTIME_DIR/systemd/user.control"; do
    drop_ins "$folder/mosaic-$1"
  done
  units
  credentials
  harnesses
  agents
  echo end
}

main() {
  [ "${2-}" != settled ] || settle "$1"
  if command -v gzip >/dev/null; then look "$@" | gzip -1; else look "$@"; fi
}

main "$@"
