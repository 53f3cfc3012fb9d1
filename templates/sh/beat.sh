#!/bin/sh
# The heartbeat of all agents of a host.   beat ROOT AGENTS LAUNCH EVERY
# Writes beats/<agent> every EVERY seconds, and at once when poked (SIGUSR1). AGENTS is a file of lines
# `name TAB run-folder TAB workdir`. An agent's sandbox opens only what is there when it starts, so its folders are made here.
# Runs for ever beside the work, so it reads with what the shell has built in: three processes a round, however many agents.
# LAUNCH is only there to be seen in the process' arguments.
set -u

# Sets $launch $pid $start from a run record.
read_run() {
  launch='' pid='' start=''
  [ -f "$1" ] || return 0
  while IFS= read -r line; do
    case $line in
      launch=*) launch=${line#*=} ;;
      pid=*) pid=${line#*=} ;;
      start=*) start=${line#*=} ;;
    esac
  done <"$1"
}

# Sets $alive and $pstate of the process $pid that was started at $start.
read_process() {
  alive=0 pstate='' stat=''
  case $pid in '' | *[!0-9]*) return 0 ;; esac
  { read -r stat <"/proc/$pid/stat"; } 2>/dev/null || return 0
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  [ $# -ge 20 ] && [ "${20}" = "$start" ] || return 0
  pstate=$1
  [ "$pstate" = Z ] || alive=1
}

# Sets $hook_at and $hook_state, the first two lines of a hook record.
read_hook() {
  hook_at='' hook_state=''
  [ -f "$1" ] || return 0
  {
    IFS= read -r line && hook_at=${line#at=}
    IFS= read -r line && case $line in state=*) hook_state=${line#*=} ;; esac
  } <"$1"
}

# Nobody's folder comes back while they work, or while they are stopped by intent.
make_folders() {
  [ "$alive" = 0 ] && [ ! -e "$state/agents/$name/stopped" ] || return 0
  case $workdir in [~]/*) workdir=$HOME/${workdir#??} ;; esac
  [ -d "$state/agents/$name" ] || mkdir -p "$state/agents/$name"
  [ -d "$workdir" ] || mkdir -p -- "$workdir" 2>/dev/null
}

round() {
  now=$(date +%s)
  while IFS='	' read -r name folder workdir; do
    read_run "$XDG_RUNTIME_DIR/$folder/run"
    read_process
    make_folders
    read_hook "$state/agents/$name/hook"
    echo "at=$now
launch=$launch
pid=$pid
start=$start
alive=$alive
pstate=$pstate
hook_at=$hook_at
hook_state=$hook_state" >"$fresh/$name"
  done <"$agents"
  set +f
  mv -f "$fresh"/* "$state/beats/"
  set -f
}

main() {
  cd "$1" || exit 66
  agents=$2 every=$4 nap=
  state=$HOME/.local/state/mosaic/${1##*/}
  fresh=$state/beats.fresh
  rm -rf "$fresh"
  mkdir -p "$fresh" "$state/beats" "$state/agents" || exit 73
  # Secrets, and what people say to others, come here; hidden only from agents that find it when they start.
  for folder in "$HOME/.config/mosaic" "$state/mail" "$state/ledger" "$state/connectors"; do
    [ -d "$folder" ] || { mkdir -p "$folder" && chmod 700 "$folder"; }
  done
  set -f
  # A poke that comes while a round is written ends the nap that follows it: none is lost.
  trap '[ -z "$nap" ] || kill "$nap" 2>/dev/null' USR1
  read -r stat </proc/$$/stat
  # shellcheck disable=SC2046,SC2086
  start=$(set -- ${stat##*) } && echo "${20}")
  echo "$$ $start" >"$state/beat.pid.fresh" && mv -f "$state/beat.pid.fresh" "$state/beat.pid"
  while :; do
    sleep "$every" &
    nap=$!
    round
    [ -z "${NOTIFY_SOCKET-}" ] || { systemd-notify --ready && unset NOTIFY_SOCKET; }
    wait "$nap" 2>/dev/null
    nap=
  done
}

main "$@"
