#!/bin/sh
# Starts, stops and restarts agents of one host.   lifecycle FLEET start|stop|restart BY WHERE [AGENT…]   (no AGENT: all that are deployed)
# Stdout: `AGENT TAB ok|left|failed|absent TAB TEXT` for each, TEXT is systemd's state; then `end`.
# A restart of all leaves alone who was stopped by intent.
set -u
tab=$(printf '\t')

# Intent goes to the disk before anything stops: a power cut must not bring the agent back.
mark_stopped() {
  mkdir -p "$state/agents/$1" &&
    printf 'at=%s\nby=%s\n' "$(date +%s)" "$by" >"$state/agents/$1/.stopped.$$" &&
    sync "$state/agents/$1/.stopped.$$" &&
    mv -f "$state/agents/$1/.stopped.$$" "$state/agents/$1/stopped" &&
    sync "$state/agents/$1"
}

clear_marks() {
  rm -f "$state/agents/$1/stopped" "$state/agents/$1/failures"
}

state_of() {
  systemctl --user show -p LoadState -p ActiveState -p SubState "$1" |
    { while IFS='=' read -r key value; do case $key in LoadState) l=$value ;; ActiveState) a=$value ;; SubState) s=$value ;; esac; done
      echo "${l-unknown} ${a-unknown} ${s-unknown}"; }
}

# Says how it stands with one agent now.
report() {
  now=$(state_of "mosaic-$fleet-agent-$1.service")
  case $act:$now in
    *:not-found*) outcome=absent ;;
    stop:*\ inactive\ * | stop:*\ failed\ *) outcome=ok ;;
    start:*\ active\ * | restart:*\ active\ *) outcome=ok ;;
    *) outcome=failed ;;
  esac
  echo "$1$tab$outcome$tab${now#* }"
}

main() {
  fleet=$1 act=$2 by=$3 where=$4
  shift 4
  export XDG_RUNTIME_DIR="${XDG_RUNTIME_DIR:-/run/user/$(id -u)}"
  state=$HOME/.local/state/mosaic/$fleet
  if [ $# -eq 0 ]; then
    for unit in "$HOME/.local/share/mosaic/$fleet/current/systemd/mosaic-$fleet-agent-"*.service; do
      [ -e "$unit" ] || continue
      agent=${unit##*"/mosaic-$fleet-agent-"}
      agent=${agent%.service}
      if [ "$act" = restart ] && [ -e "$state/agents/$agent/stopped" ]; then
        echo "$agent${tab}left${tab}stopped by intent"
      else
        set -- "$@" "$agent"
      fi
    done
  fi
  for agent in "$@"; do
    if [ ! -e "$HOME/.local/share/mosaic/$fleet/current/systemd/mosaic-$fleet-agent-$agent.service" ]; then continue; fi
    if [ "$act" = stop ]; then mark_stopped "$agent" || exit 1; else clear_marks "$agent" || exit 1; fi
    echo "at=$(date +%s) act=$act from=- to=- by=$by where=$where why=$agent" >>"$state/audit.log"
    units="${units-} mosaic-$fleet-agent-$agent.service"
  done
  # One call for all: systemd works on them at the same time. Names hold no blanks.
  # shellcheck disable=SC2086
  if [ -n "${units-}" ]; then
    [ "$act" = stop ] || systemctl --user reset-failed $units
    systemctl --user "$act" $units
  fi >&2
  for agent in "$@"; do report "$agent"; done
  echo end
}

main "$@"
