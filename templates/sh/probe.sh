#!/bin/sh
# One look at the agents of a fleet on this host.   probe ROOT SOCKETS   (stands after enter.sh and screen.sh)
# Stdin: a line an agent, `name TAB run-folder TAB screens TAB shut` (1: it has a sandbox); SOCKETS and run-folder relative to $XDG_RUNTIME_DIR, screens to ROOT.
# Stdout: lines `TAG TEXT`; TEXT is all after the first space, and is data: no text of a record or a screen begins a line.
#   now SECONDS           first                    agent NAME           begins an agent; the tags down to `screen` are of it
#   stopped KEY=VALUE     the mark, after a `stopped` alone     run, hook, exit, failures, beat KEY=VALUE   the records
#   process KEY=VALUE     alive (1, 0), pstate, since; absent: nothing ever ran since boot, or its folder is gone
#   mail KEY=VALUE        waiting: mails that wait to be typed; absent: none ever came
#   screen KEY=VALUE      session (1, or empty: none), kind, changed        unit KEY=VALUE   systemctl show; `unit` alone ends a unit
#   manager TEXT          systemd did not answer, and why: units are unknown
#   link NAME KEY=VALUE   what the connector NAME says of itself
#   stray FOLDER SECONDS NAME   a session of no agent: socket's folder, when it was made, its name       end   last: all was said
set -u
tab=$(printf '\t') newline='
'

# Prints a record line by line under a tag. Only plain small files: an agent may put a pipe or a flood in its place.
tell() {
  case $plain in *"|$2|"*) ;; *) return 1 ;; esac
  while IFS= read -r line || [ -n "$line" ]; do printf '%s %s\n' "$1" "$line"; done <"$2"
}

# Prints what /proc knows of the process in a run record.
process() {
  pid='' start='' at=''
  while IFS= read -r line; do
    case $line in pid=*) pid=${line#*=} ;; start=*) start=${line#*=} ;; at=*) at=${line#*=} ;; esac
  done <"$1"
  echo "process since=$at"
  case $pid in '' | *[!0-9]*) pid=0 ;; esac
  stat=
  { read -r stat <"/proc/$pid/stat"; } 2>/dev/null
  set -f
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  set +f
  if [ $# -ge 20 ] && [ "${20}" = "$start" ] && [ "$1" != Z ]; then
    echo process alive=1
    echo "process pstate=$1"
  else
    echo process alive=0
  fi
}

# Sets $pids, `|UNIT PID|` of each unit whose main process systemd knows. In memory: `read` takes a byte at a time from the kernel.
main_pids() {
  pids='|' unit='' pid=0
  IFS=$newline
  set -f
  for line in $answer; do
    case $line in
      'unit Id='*) unit=${line#*=} ;;
      'unit MainPID='*) pid=${line#*=} ;;
      unit) pids="$pids$unit $pid|" unit='' pid=0 ;;
    esac
  done
  unset IFS
  set +f
}

# Sets $tmux_way to an agent's server: way_to NAME SHUT
way_to() {
  way_unit="|mosaic-$fleet-agent-$1.service " way_pid=0
  case $pids in *"$way_unit"*) way_pid=${pids#*"$way_unit"} && way_pid=${way_pid%%|*} ;; esac
  terminal_way_of "$way_pid" "$2"
}

# Prints how many mails wait to be typed; nothing where no mail ever came.
mails() {
  [ -d "$1" ] || return 0
  waiting=0
  for mail in "$1"/*.json; do [ ! -e "$mail" ] || waiting=$((waiting + 1)); done
  echo "mail waiting=$waiting"
}

agent() {
  echo "agent $1"
  way_to "$1" "$4"
  if [ -e "$agents/$1/stopped" ]; then echo stopped && tell stopped "$agents/$1/stopped"; fi
  tell run "$XDG_RUNTIME_DIR/$2/run" && process "$XDG_RUNTIME_DIR/$2/run"
  for record in hook exit failures; do tell "$record" "$agents/$1/$record"; done
  tell beat "${agents%/*}/beats/$1"
  mails "${agents%/*}/mail/$1/new"
  terminal "$1" "$2"
  echo "screen session=${changed:+1}"
  [ -n "$changed" ] || return 0
  echo "screen changed=$changed"
  echo "screen kind=$(screen_kind_of "$(printf '%s' "$shows" | grep -v '^ *$' | tail -n 25)" "$root/$3")"
}

# Asks an agent's server once for its sessions and, after a line of its own, for the screen: a client costs five processes. Sets
# $changed, empty without the agent's session, and $shows; adds to $odd what is neither the agent's nor a viewer's of it.
terminal() {
  said=$(tmux_of "$XDG_RUNTIME_DIR/$2/tmux" list-sessions -F 'session #{window_activity}:#{session_created}:#{session_group}:#{session_name}' \; \
    display-message -p -t "=$1:" screen \; capture-pane -p -t "=$1:")$newline
  changed='' shows=${said#*"${newline}screen$newline"}
  IFS=$newline
  set -f
  for line in ${said%%"${newline}screen$newline"*}; do
    of=${line#session *:*:} activity=${line#session }
    group=${of%%:*} name=${of#*:} created=${activity#*:}
    if [ "$name" = "$1" ]; then
      changed=${activity%%:*}
    elif [ "$group" != "$1" ]; then
      odd="${odd}stray $2 ${created%%:*} $name$newline"
    fi
  done
  unset IFS
  set +f
}

# Prints each session on a socket of the fleet that is neither an agent's nor a viewer's of it.
strays() {
  printf %s "$odd"
  for socket in "$XDG_RUNTIME_DIR/$1"/*/tmux; do
    folder=${socket%/tmux}
    folder=${folder#"$XDG_RUNTIME_DIR/"}
    case $known in *"|$folder|"*) continue ;; esac
    # No agent's, so there is no sandbox that it is in.
    terminal_way_of 0 ''
    tmux_of "$socket" list-sessions -F '#{session_created} #{session_name}' |
      while IFS= read -r line; do echo "stray $folder $line"; done
  done
}

# Sets $shown to what systemd says of all units; not 0 when it does not answer, and then to why.
ask_systemd() {
  set -- "mosaic-$fleet.target" "mosaic-$fleet-beat.service" "mosaic-$fleet-connector-*.service"
  while IFS=$tab read -r name _; do set -- "$@" "mosaic-$fleet-agent-$name.service"; done <<AGENTS
$list
AGENTS
  shown=$(systemctl --user show --no-pager -p Id -p LoadState -p ActiveState -p SubState -p Result -p NRestarts -p MainPID \
    -p ExecMainCode -p ExecMainStatus -p NeedDaemonReload "$@" 2>&1)
}

# No agent writes there.
links() {
  for status in "${agents%/*}"/connectors/*/status; do
    name=${status%/status}
    [ ! -f "$status" ] || head -n 20 "$status" | sed "s/^/link ${name##*/} /"
  done
}

main() {
  root=$1
  fleet=${root##*/}
  : "${XDG_RUNTIME_DIR:=/run/user/$(id -u)}"
  export XDG_RUNTIME_DIR
  agents=$HOME/.local/state/mosaic/$fleet/agents
  echo "now $(date +%s)"
  plain="|$(find "$agents" "${agents%/*}/beats" "$XDG_RUNTIME_DIR/$2" -maxdepth 2 -type f -size -33 2>/dev/null | tr '\n' '|')"
  known='|' odd='' list=$(cat)
  # Before any terminal: it says in whose sandbox each is.
  if ask_systemd; then
    answer=$(printf '%s\n\n' "$shown" | sed 's/^./unit &/; s/^$/unit/')
  else
    answer="manager $(printf %s "$shown" | tr '\n' ' ')"
  fi
  main_pids
  while IFS=$tab read -r name folder screens shut; do
    [ -n "$name" ] || continue
    agent "$name" "$folder" "$screens" "$shut" </dev/null
    known="$known$folder|"
  done <<AGENTS
$list
AGENTS
  printf '%s\n' "$answer"
  links
  strays "$2"
  echo end
}

main "$@"
