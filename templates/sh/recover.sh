#!/bin/sh
# The host's side of a deploy: applies a list of changes, and confirms or undoes them. Needs no Node, no network, no operator.
#   recover apply FLEET BY LENGTH      stdin: LENGTH bytes of plan, then a tar.gz
#   recover confirm FLEET BY           recover revert FLEET BY WHY           recover boot FLEET
# A plan is `key=value` lines, then `do=` and `undo=` lines of words that need no quotes. `pending` is the plan while it is
# neither confirmed nor reverted: both begin by renaming it, so only one of them happens.
# Exit status: 75 somebody else is at it · 76 the host is not as the plan supposes · 77 nothing is pending · 78 no linger
set -u

die() {
  status=$1
  shift
  echo "$*" >&2
  exit "$status"
}

userctl() { systemctl --user --quiet "$@" 9>&-; }

# Waits for a turn, then says who has it.
lock() {
  mkdir -p "$root" "$state" || die 73 "cannot write in $HOME"
  exec 9>>"$root/lock"
  flock -w 20 9 || die 75 "busy: $(cat "$root/lock")"
  echo "$1 by $2 since $(date -u +%Y-%m-%dT%H:%M:%SZ)" >"$root/lock"
}

key() { sed -n "s/^$1=//p" "$2" 2>/dev/null | head -n 1; }

current() {
  now=$(readlink "$root/current") || now=-
  echo "${now#releases/}"
}

# One line an act, from the journal's head: audit JOURNAL ACT BY WHY
audit() {
  echo "at=$(date +%s) act=$2 from=$(key from "$1") to=$(key to "$1") by=$3 where=$(key where "$1") commit=$(key commit "$1") dirty=$(key dirty "$1") why=$4" >>"$state/audit.log"
}

path_of() {
  case $1 in
    %*) printf %b "$(printf %s "${1#%}" | sed 's/.../\\0&/g')" ;;
    *) printf %s "$1" ;;
  esac
}

is_there() { [ -e "$1" ] || [ -h "$1" ]; }

# The first that is kept is what was there before; a copy is complete or not there.
keep() {
  ! is_there "$aside/$1" || return 0
  mkdir -p "$aside/${1%/*}" || return
  if [ -d "$1" ] && [ ! -h "$1" ]; then mv -T "$1" "$aside/$1"; else cp -aT "$1" "$aside/$1.part" && mv -fT "$aside/$1.part" "$aside/$1"; fi
}

put() {
  ! is_there "$1" || keep "$1" || return
  mkdir -p "${1%/*}" && mv -fT "$root/staging/put/$1" "$1"
}

back() {
  is_there "$aside/$1" || return 0
  [ ! -d "$1" ] || [ -h "$1" ] || rm -rf "$1"
  mkdir -p "${1%/*}" && mv -fT "$aside/$1" "$1"
}

target_of() {
  case $1 in
    */*) echo "../${1#*/}" ;;
    *) echo "$HOME/$root/current/systemd/$1" ;;
  esac
}

link() {
  mkdir -p "$units" || return
  for entry; do
    shift
    case $entry in
      */*) mkdir -p "$units/${entry%/*}" && ln -sfT "$(target_of "$entry")" "$units/$entry" || return ;;
      *) set -- "$@" "$(target_of "$entry")" ;;
    esac
  done
  [ $# -eq 0 ] || ln -sf -t "$units" -- "$@"
}

unlink_ours() {
  for entry; do
    [ "$(readlink "$units/$entry")" != "$(target_of "$entry")" ] || rm -f "$units/$entry" || return
  done
}

switch() {
  if [ "$1" = - ]; then rm -f "$root/current" && return; fi
  [ -d "$root/releases/$1" ] && ln -sfT "releases/$1" "$root/current.new" && mv -fT "$root/current.new" "$root/current"
}

# The folder of secrets that units get theirs from.
credentials() {
  if [ "$1" = - ]; then rm -f "$store/current" && return; fi
  [ -d "$store/$1" ] && ln -sfT "$1" "$store/current.new" && mv -fT "$store/current.new" "$store/current"
}

held() { readlink "$store/current" || echo -; }

# Notes which secrets the current release runs with.
note_secrets() {
  [ -d "$store" ] || return 0
  rm -f "$store/of/$1"
  [ "$(held)" = - ] || { mkdir -p "$store/of" && ln -sfT "../$(held)" "$store/of/$1"; }
}

# Leaves of all values only those that units get now, and those that a release which is here ran with.
forget_secrets() {
  [ -d "$store" ] || return 0
  set +f
  for link in "$store"/of/*; do [ -d "$root/releases/${link##*/}" ] || rm -f "$link"; done
  wanted=" salt of current $(held) "
  for link in "$store"/of/*; do wanted="$wanted$(basename "$(readlink "$link")") "; done
  for path in "$store"/*; do
    case $wanted in *" ${path##*/} "*) ;; *) rm -rf "$path" ;; esac
  done
  set -f
}

rerun() {
  [ "$(userctl show --value -p MainPID "$1")" = "$2" ] || userctl restart --no-block "$1"
}

# Does one change. After a boot nothing runs, and the target starts all of it: $still is set then.
act() {
  case $1 in
    put | back) "$1" "$(path_of "$2")" ;;
    aside) ! is_there "$(path_of "$2")" || { keep "$(path_of "$2")" && rm -rf "$(path_of "$2")"; } ;;
    drop) rm -f "$(path_of "$2")" ;;
    link | switch | credentials) "$@" ;;
    unlink) shift && unlink_ours "$@" ;;
    reload) userctl daemon-reload ;;
    *) [ -n "$still" ] || act_on_units "$@" ;;
  esac
}

act_on_units() {
  verb=$1
  shift
  case $verb in
    start | restart) userctl "$verb" --no-block "$@" ;;
    stop) userctl stop "$@" 2>/dev/null || ! userctl is-active "$@" ;;
    reset-failed) userctl reset-failed "$@" 2>/dev/null || : ;;
    rerun) rerun "$@" ;;
    *) die 76 "unknown change: $verb" ;;
  esac
}

# Does all lines of a journal that begin with $1=, and stops at the first that fails unless $2 is set.
act_all() {
  sed -n "s/^$1=//p" "$journal" >"$root/acts"
  while read -r line <&8; do
    # Words that need no quotes: what makes the plan refuses all others.
    # shellcheck disable=SC2086
    act $line && continue
    failed="$failed$line; "
    [ -n "$2" ] || break
  done 8<"$root/acts"
  rm -f "$root/acts"
  [ -z "$failed" ]
}

stage_secrets() {
  [ -d "$root/staging/new/credentials" ] || return 0
  mkdir -p "$store" || return
  for path in "$root"/staging/new/credentials/*; do
    name=${path##*/}
    rm -rf "$store/${name:?}" && mv -T "$path" "$store/$name" || return
  done
  chmod -R go= "$store"
}

# Ends a deploy that did not begin; values that came for it do not stay.
turn_back() {
  rm -rf "$root/staging"
  forget_secrets
  die "$@"
}

stage() {
  rm -rf "$root/staging" "$aside"
  mkdir -p "$root/staging" "$root/objects" "$root/releases" || return
  head -c "$1" >"$root/staging/plan" && tar -xzpf - -C "$root/staging" || return
  [ ! -s "$root/staging/SHA256SUMS" ] || (cd "$root/staging" && sha256sum --quiet --strict -c SHA256SUMS) || return
  rm -f "$root/staging/SHA256SUMS"
  set +f
  stage_secrets || return
  for release in "$root"/staging/new/releases/*; do
    [ ! -d "$release" ] || { rm -rf "$root/releases/${release##*/}" && mv -T "$release" "$root/releases/${release##*/}"; } || return
  done
  set -- "$root"/staging/new/objects/*
  set -f
  [ ! -e "$1" ] || mv -f "$@" "$root/objects/"
}

arm() {
  userctl stop "$timer.timer" 2>/dev/null
  userctl reset-failed "$timer.service" 2>/dev/null
  systemd-run --user -q --collect --unit="$timer" --on-active="$1" --timer-property=AccuracySec=100ms \
    /bin/sh "$HOME/$root/recover" revert "$fleet" host the-deadline-passed 9>&-
}

apply() {
  [ -e "/var/lib/systemd/linger/$(id -un)" ] || die 78 "linger is off"
  [ ! -e "$root/confirmed" ] || confirm host
  for journal in pending reverting; do
    [ ! -e "$root/$journal" ] || die 75 "busy: a deploy by $(key by "$root/$journal") is neither confirmed nor reverted"
  done
  stage "$2" || turn_back 74 "the files did not arrive whole"
  plan=$root/staging/plan
  [ "$(current) $(held)" = "$(key from "$plan") $(key credentials "$plan")" ] ||
    turn_back 76 "another release, or other secrets, are current since this was planned"
  now=$(date +%s) seconds=$(key seconds "$plan")
  printf '%s\n' "at=$now" "deadline=$((now + seconds))" | cat - "$plan" >"$root/pending.new"
  # A switch must not outlive a power cut that its journal does not.
  { sync -f "$root" && mv -fT "$root/pending.new" "$root/pending" && sync "$root"; } || turn_back 74 "cannot write the journal"
  arm "$seconds" || { rm -f "$root/pending"; turn_back 71 "cannot arm the timer that would revert"; }
  journal=$root/pending
  audit "$journal" apply "$1" "$(key why "$journal")"
  act_all 'do' '' && return 0
  why=$failed
  revert host a-change-failed
  die 70 "this change failed: $why all were undone"
}

revert() {
  journal=$root/reverting
  [ -e "$journal" ] || mv -T "$root/pending" "$journal" 2>/dev/null || die 77 "nothing is pending"
  audit "$journal" revert "$1" "$2"
  failed=
  act_all undo go-on || echo "these could not be undone: $failed" >&2
  userctl stop "$timer.timer" 2>/dev/null
  [ -z "$failed" ] || exit 70
  forget_secrets
  rm -rf "$root/staging" "$aside" "$journal"
}

# What is written of a deploy. The newest commit stays: a rollback, or a deploy from no work tree, goes back to no older one.
note_deploy() {
  known=$journal
  case $(key commit "$journal") in '' | -) known=$root/record ;; esac
  printf '%s\n' "release=$to" "at=$(key at "$journal")" "by=$(key by "$journal")" "from=$(key where "$journal")" "previous=$from" \
    "roster=$(key roster "$journal")" "commit=$(key commit "$known")" "dirty=$(key dirty "$known")"
}

confirm() {
  journal=$root/confirmed
  [ -e "$journal" ] || mv -T "$root/pending" "$journal" 2>/dev/null || die 77 "nothing is pending: it was reverted"
  sync "$root"
  userctl stop "$timer.timer" 2>/dev/null
  audit "$journal" confirm "$1" "$(key why "$journal")"
  to=$(key to "$journal") from=$(key from "$journal")
  # What the last release wants is all that a fleet which left leaves.
  if [ "$to" = - ]; then rm -rf "$store" "$root" && return; fi
  [ "$to" != "$from" ] || from=$(key previous "$root/record")
  note_deploy >"$root/record.new"
  mv -f "$root/record.new" "$root/record" && rm -rf "$root/staging" "$aside" "$journal"
  note_secrets "$to"
  prune "$to" "$from"
  forget_secrets
}

# Objects that agents run which were not restarted for the current release: those of their command lines, and what these name.
running() {
  for pid in $(userctl show --value -p MainPID "mosaic-$fleet-agent-*.service"); do tr '\000' '\n' <"/proc/$pid/cmdline"; done 2>/dev/null |
    grep -oE '[0-9a-f]{64}' | while read -r object; do echo "$object" && cat "$root/objects/$object"; done
}

# Keeps the current release, the one before, and the latest others, five in all; and the objects that any of them names, or that run.
prune() {
  set +f
  touch "$root/releases/$1"
  (cd "$root/releases" && stat -c '%Y %n' -- *) | sort -rn | tail -n +6 | while read -r _ old; do
    [ "$old" = "$1" ] || [ "$old" = "$2" ] || rm -rf "$root/releases/$old"
  done
  { cat "$root"/releases/*/manifest.json && running; } | grep -oE '[0-9a-f]{64}' | sort -u >"$root/named"
  (cd "$root/objects" && printf '%s\n' *) | grep -xE '[0-9a-f]{64}' | comm -23 - "$root/named" |
    while read -r old; do rm -rf "$root/objects/$old"; done
  rm -f "$root/named"
}

boot() {
  still=1
  [ ! -e "$root/confirmed" ] || confirm host
  if [ -e "$root/pending" ] || [ -e "$root/reverting" ]; then revert host the-host-was-restarted || :; fi
  # What an upload left that broke off: values may be in it.
  [ -e "$root/pending" ] || [ -e "$root/reverting" ] || rm -rf "$root/staging"
  userctl daemon-reload
  [ ! -e "$root/current" ] || userctl start --no-block "mosaic-$fleet.target"
}

main() {
  LC_ALL=C XDG_RUNTIME_DIR=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}
  export LC_ALL XDG_RUNTIME_DIR
  umask 077
  set -f
  cd || exit
  fleet=$2 root=.local/share/mosaic/$2 state=.local/state/mosaic/$2 units=.config/systemd/user timer=mosaic-$2-revert
  store=.config/mosaic/$2/credentials aside=$root/aside still='' failed=''
  lock "$1" "${3-host}"
  case $1 in
    apply | confirm | revert | boot) verb=$1 && shift 2 && "$verb" "$@" ;;
    *) die 64 "usage: recover apply|confirm|revert|boot FLEET …" ;;
  esac
}

main "$@"
