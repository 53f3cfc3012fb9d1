#!/bin/sh
# The host's side of a deploy: applies a list of changes, and confirms or undoes them. Needs no Node, no network, no operator.
#   recover apply FLEET WHO WHY TURN LENGTH      stdin: LENGTH bytes of plan, then a tar.gz
#   recover confirm|revert FLEET WHO WHY TURN    recover boot FLEET
# WHO is NAME@MACHINE. TURN is a word of one deploy alone, so that who comes late does not end that of another; `-` means any.
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

# Waits for a turn, then says who has it. The host itself waits as long as it takes: nobody else would undo a switch.
lock() {
  case $who in host@*) set -- ;; *) set -- -w 20 ;; esac
  while :; do
    { mkdir -p "$root" "$state" && true >>"$root/lock"; } || die 73 "cannot write in ~/$root: is the disk full?"
    exec 9>>"$root/lock"
    flock "$@" 9 || die 75 "busy: $(cat "$root/lock")"
    # A fleet that left took the file with it. Every sh that is a Debian's knows -ef.
    # shellcheck disable=SC3013
    [ ! "$root/lock" -ef "/proc/$$/fd/9" ] || break
  done
  echo "$why by $who since $(utc now)" >"$root/lock"
}

utc() { date -u -d "$1" +%Y-%m-%dT%H:%M:%SZ; }

key() { sed -n "/^$1=/{s///p;q;}" "$2" 2>/dev/null; }

current() {
  now=$(readlink "$root/current")
  case $now in releases/*[!0-9a-f]*) now=- ;; releases/*) now=${now#releases/} ;; esac
  [ ${#now} = 64 ] || now=-
  echo "$now"
}

# One line an act, from the journal's head: audit ACT WHO WHY
audit() {
  # Four words: from= to= commit= dirty=
  # shellcheck disable=SC2046
  set -- "$@" $(sed -n '/^do=/q; /^\(from\|to\|commit\|dirty\)=/p' "$journal")
  echo "at=$(date +%s) act=$1 $4 $5 by=${2%@*} where=${2##*@} $6 $7 why=$3" >>"$state/audit.log"
}

# Confirm and revert race by this rename.
begin_end() { is_turn "$1" "$root/pending" && mv -T "$root/pending" "$journal" 2>/dev/null; }

is_turn() { [ "$1" = - ] || [ "$1" = "$(key turn "$2")" ]; }

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

# Moves by one rename, also from another file system.
place() {
  [ -d "${2%/*}" ] || mkdir -p "${2%/*}" || return
  # Two numbers.
  # shellcheck disable=SC2046
  set -- "$1" "$2" $(stat -c %d "$1" "${2%/*}")
  if [ "$3" = "${4-}" ]; then mv -fT "$1" "$2" && return; fi
  cp -aT "$1" "$2.part" && mv -fT "$2.part" "$2" && rm -rf "$1"
}

put() {
  ! is_there "$1" || keep "$1" || return
  place "$root/staging/put/$1" "$1"
}

back() {
  is_there "$aside/$1" || return 0
  [ ! -d "$1" ] || [ -h "$1" ] || rm -rf "$1"
  place "$aside/$1" "$1"
}

target_of() {
  case $1 in
    */*) echo "../${1#*/}" ;;
    *) echo "$HOME/$root/current/systemd/$1" ;;
  esac
}

link() {
  [ -d "$units" ] || mkdir -p "$units" || return
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
  # A folder in its place would swallow the link.
  [ ! -d "$root/current" ] || [ -h "$root/current" ] || keep "$root/current" || return
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
# No file in between: on a full disk it would be empty, and all seem done.
act_all() {
  failed='the journal cannot be read'
  acts=$(sed -n "s/^$1=//p" "$journal") || return
  failed=
  while read -r line <&8; do
    # Words that need no quotes: what makes the plan refuses all others.
    # shellcheck disable=SC2086
    [ -z "$line" ] || act $line && continue
    failed="$failed$line; "
    [ -n "$2" ] || break
  done 8<<ACTS
$acts
ACTS
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
  rm -rf "$root/pending" "$root/pending.new" "$root/staging"
  disarm
  forget_secrets
  die "$@"
}

# Who sends may be gone without a word: the lock is not held for them for ever.
receive() { timeout 60 "$@"; }

stage_plan() {
  rm -rf "$root/staging" "$aside"
  mkdir -p "$root/staging" "$root/objects" "$root/releases" && receive head -c "$1" >"$root/staging/plan"
}

stage() {
  receive tar -xzpf - -C "$root/staging" || return
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

disarm() { userctl stop "$timer.timer" 2>/dev/null || :; }

# Reverts after so many seconds, and tries again until it is done: arm SECONDS TURN
arm() {
  run_later "$@" 2>/dev/null && return
  # One of its name is there still.
  userctl stop "$timer.timer" "$timer.service" 2>/dev/null
  userctl reset-failed "$timer.service" 2>/dev/null
  run_later "$@"
}

run_later() {
  systemd-run --user -q --collect --unit="$timer" --on-active="$1" --timer-property=AccuracySec=100ms \
    -p Restart=on-failure -p RestartSec=5 -p RestartPreventExitStatus=77 \
    /bin/sh "$HOME/$root/recover" revert "$fleet" "host@$(uname -n)" the-deadline-passed "$2" 9>&-
}

# Ends a deploy before it has begun when somebody else's is under way.
refuse_if_pending() {
  for journal in "$root/pending" "$root/reverting"; do
    [ ! -e "$journal" ] || die 75 "busy: $(key why "$journal") by $(key by "$journal")@$(key where "$journal")" \
      "since $(utc "@$(key at "$journal")") is neither confirmed nor reverted"
  done
}

write_journal() {
  { printf '%s\n' "turn=$1" "at=$2" "deadline=$3" && cat "$root/staging/plan"; } >"$root/pending.new" || return
  # A switch must not outlive a power cut that its journal does not.
  sync -f "$root" && mv -fT "$root/pending.new" "$root/pending" && sync "$root"
}

apply() {
  [ -e "/var/lib/systemd/linger/$(id -un)" ] || die 78 "linger is off"
  [ ! -e "$root/confirmed" ] || finish || die 74 "cannot write in ~/$root: is the disk full?"
  refuse_if_pending
  plan=$root/staging/plan
  stage_plan "$4" || turn_back 74 "the plan did not arrive whole"
  # Before anything is staged: a release that somebody made current meanwhile must not be replaced.
  [ "$(current) $(held)" = "$(key from "$plan") $(key credentials "$plan")" ] ||
    turn_back 76 "another release, or other secrets, are current since this was planned: by $(key by "$root/record")@$(key from "$root/record")" \
      "since $(utc "@$(key at "$root/record")")"
  stage || turn_back 74 "the files did not arrive whole, or the disk is full"
  now=$(date +%s) seconds=$(key seconds "$plan")
  # The timer first: it finds nothing to do when this ends before there is a journal.
  arm "$seconds" "$3" || turn_back 71 "cannot arm the timer that would revert"
  write_journal "$3" "$now" "$((now + seconds))" || turn_back 74 "cannot write the journal: is the disk full?"
  journal=$root/pending
  audit apply "$1" "$2"
  act_all 'do' '' && return 0
  why=$failed
  revert "$1" a-change-failed "$3" || die 70 "this change failed: $why not all could be undone yet, the host goes on trying"
  die 70 "this change failed: $why all were undone"
}

revert() {
  # What is confirmed is final; its end may be missing.
  [ ! -e "$root/confirmed" ] || finish || return 74
  journal=$root/reverting
  if [ ! -e "$journal" ]; then
    begin_end "$3" || die 77 "nothing is pending"
    audit revert "$1" "$2"
  fi
  is_turn "$3" "$journal" || die 77 "another deploy is pending"
  # Gives back the room that links need.
  rm -rf "$root/staging"
  act_all undo go-on || { echo "these could not be undone: $failed" >&2; return 70; }
  disarm
  forget_secrets
  rm -rf "$aside" "$journal"
}

# What is written of a deploy. The newest commit stays: a rollback, or a deploy from no work tree, goes back to no older one.
note_deploy() {
  known=$journal
  case $(key commit "$journal") in '' | -) known=$root/record ;; esac
  printf '%s\n' "release=$to" "previous=$from"
  sed -n '/^do=/q; s/^where=/from=/p; /^\(at\|by\|roster\)=/p' "$journal"
  [ ! -e "$known" ] || sed -n '/^do=/q; /^\(commit\|dirty\)=/p' "$known"
}

confirm() {
  journal=$root/confirmed
  if [ ! -e "$journal" ]; then
    begin_end "$3" || die 77 "nothing is pending: it was reverted"
    sync "$root"
    audit confirm "$1" "$2"
  fi
  is_turn "$3" "$journal" || die 77 "another deploy is pending"
  # It is final now; what the timer finds undone it ends.
  finish || :
}

# Does what is left to do of a confirmed deploy; may be done again.
finish() {
  journal=$root/confirmed
  to=$(key to "$journal") from=$(key from "$journal")
  # What the last release wants is all that a fleet which left leaves.
  if [ "$to" = - ]; then disarm && rm -rf "$store" "$root" && return; fi
  rm -rf "$root/staging" "$aside"
  [ "$to" != "$from" ] || from=$(key previous "$root/record")
  note_deploy >"$root/record.new" && mv -fT "$root/record.new" "$root/record" && note_secrets "$to" || return
  prune "$to" "$from"
  prune_harnesses
  forget_secrets
  rm -f "$journal"
  disarm
}

# Objects that agents run which were not restarted for the current release: those of their command lines, and what these name: running PIDS
running() {
  lines=
  for pid in $1; do lines="$lines /proc/$pid/cmdline"; done
  # shellcheck disable=SC2086
  objects=$(cat /dev/null $lines 2>/dev/null | tr '\000' '\n' | grep -oE '[0-9a-f]{64}' | sort -u)
  # shellcheck disable=SC2086
  echo "$objects" && (cd "$root/objects" && cat /dev/null $objects 2>/dev/null)
}

# Keeps the current release, the one before, and the latest others, five in all; and the objects that any of them names, or that run.
prune() {
  set +f
  touch "$root/releases/$1"
  (cd "$root/releases" && stat -c '%Y %n' -- *) | sort -rn | tail -n +6 | while read -r _ old; do
    [ "$old" = "$1" ] || [ "$old" = "$2" ] || rm -rf "$root/releases/$old"
  done
  # Commands whose failure shows: a list that is short would take what is needed.
  named=$(grep -ohE '[0-9a-f]{64}' "$root"/releases/*/manifest.json) || return 0
  [ -n "$(unnamed "$named")" ] || return 0
  pids=$(userctl show --value -p MainPID "mosaic-$fleet-agent-*.service") || return 0
  used=$(running "$pids" | grep -oE '[0-9a-f]{64}')
  unnamed "$named
$used" | while read -r old; do rm -rf "$root/objects/$old"; done
}

# Objects that are not among these digests, a line each; listed twice they are never alone.
unnamed() {
  { printf '%s\n' "$1" "$1" && (cd "$root/objects" && printf '%s\n' *) | grep -xE '[0-9a-f]{64}'; } | sort | uniq -u
}

# Removes versions of harnesses that no release here names, no agent was started with, and no process is of.
prune_harnesses() {
  [ -d "$root/harness" ] || return 0
  set +f
  like='harness/[a-z0-9-]+/[0-9A-Za-z.-]+'
  # Commands whose failure shows, as above; that nothing is named is none.
  named=$(grep -ohE "$like" "$root"/releases/*/manifest.json) || [ $? -eq 1 ] || return 0
  pids=$(userctl show --value -p MainPID "mosaic-$fleet-agent-*.service") || return 0
  used=" $({ echo "$named"; running "$pids"; readlink /proc/[0-9]*/exe; } | grep -aoE "$like" | tr '\n' ' ')"
  for path in "$root"/harness/*/*; do
    case $used in *" ${path#"$root/"} "*) ;; *) rm -rf "$path" ;; esac
    rmdir "${path%/*}" 2>/dev/null
  done
}

boot() {
  still=1
  [ ! -e "$root/confirmed" ] || finish || :
  if [ -e "$root/pending" ] || [ -e "$root/reverting" ]; then revert "$who" the-host-was-restarted - || :; fi
  if [ -e "$root/confirmed" ] || [ -e "$root/pending" ] || [ -e "$root/reverting" ]; then
    arm 5 -
  else
    # What an upload left that broke off: values may be in it.
    rm -rf "$root/staging"
  fi
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
  # Who asked may be gone; what was begun goes on.
  trap '' PIPE
  who=${3-host@$(uname -n)} why=${4-$1}
  lock
  case $1 in
    apply | confirm | revert | boot) verb=$1 && shift 2 && "$verb" "$@" ;;
    *) die 64 "usage: recover apply|confirm|revert|boot FLEET …" ;;
  esac
}

main "$@"
