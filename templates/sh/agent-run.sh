#!/bin/sh
# Keeps one agent: a tmux server, in it one session, in it the harness.   agent-run ROOT ENV LAUNCH
# The main process of the agent's unit: ready when the harness is being started, ends as the harness ended, and is started
# again by systemd. Six early ends in a row (agent-end counts them) end in status 78, which systemd leaves alone.
set -u

log() {
  printf '%s %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$1" | tee -a "$MOSAIC_STATE/log" >&2
}

# Nothing but the harness that this run started gets a signal: its start time tells it from a stranger with its pid.
# shellcheck disable=SC2317
signal_harness() {
  pid='' start='' stat=''
  while IFS= read -r line; do
    case $line in pid=*) pid=${line#*=} ;; start=*) start=${line#*=} ;; esac
  done 2>/dev/null <"$run/run"
  { read -r stat <"/proc/${pid:-none}/stat"; } 2>/dev/null
  # shellcheck disable=SC2086
  set -- "$1" ${stat##*) }
  if [ $# -ge 21 ] && [ "${21}" = "$start" ]; then kill -s "$1" "$pid"; fi
  return 0
}

# systemd's SIGTERM reaches only this process. A harness that ignores it is ended before systemd's own patience ends.
# shellcheck disable=SC2317
stop() {
  [ -z "$stopping" ] || return 0
  stopping=1
  [ -z "$nap" ] || kill "$nap" 2>/dev/null
  signal_harness TERM
  (sleep 3 && signal_harness KILL && sleep 0.5 && kill -KILL "$server") >/dev/null 2>&1 &
  killer=$!
}

# Waits 1, 2, 4… 30 s after as many early ends of this launch: what another one did wrong is not its fault.
back_off() {
  failures=0 failed=
  while IFS= read -r line; do
    case $line in count=*) failures=${line#*=} ;; launch=*) failed=${line#*=} ;; esac
  done 2>/dev/null <"$MOSAIC_STATE/failures"
  [ "$failures" -gt 0 ] || return 0
  if [ "$failures" -ge 6 ] || [ "$failed" != "$MOSAIC_LAUNCH" ]; then rm -f "$MOSAIC_STATE/failures" && return 0; fi
  delay=$((1 << (failures - 1)))
  [ $delay -le 30 ] || delay=30
  log "starting again in $delay s"
  sleep "$delay" &
  nap=$!
  wait "$nap"
  nap=
}

# Starts the server and its session; DBUS_SESSION_BUS_ADDRESS keeps tmux from moving the pane out of the unit's cgroup.
start_server() {
  DBUS_SESSION_BUS_ADDRESS=disabled: tmux -u -D -S "$MOSAIC_SOCKET" -f "$MOSAIC_ROOT/$MOSAIC_TMUX_CONF" &
  server=$! tries=0
  # Without exit-empty the server would outlive its session; set earlier, it would end before it has one.
  until tmux -N -u -S "$MOSAIC_SOCKET" new-session -d -s "$MOSAIC_AGENT" -x 200 -y 50 \
    /bin/sh "$MOSAIC_ROOT/$MOSAIC_RECORD" \; set -s exit-empty on 2>"$run/tmux.err"; do
    tries=$((tries + 1))
    [ $tries -lt 250 ] && kill -0 "$server" 2>/dev/null && [ -z "$stopping" ] && sleep 0.02 && continue
    how="tmux did not start: $(tr '\n' ' ' <"$run/tmux.err")"
    kill "$server" 2>/dev/null
    return 0
  done
  log "started, launch $MOSAIC_LAUNCH"
}

await_server() {
  while kill -0 "$server" 2>/dev/null; do
    wait "$server"
    ended=$?
  done
  [ -z "$killer" ] || kill "$killer" 2>/dev/null
}

# Ends as it is told: `exit CODE` or `signal NAME`.
end_as() {
  [ -z "$stopping" ] || exit 0
  [ "$1" = signal ] || exit "$2"
  # shellcheck disable=SC3045
  ulimit -c 0
  trap - TERM
  kill -s "$2" $$
  exit 1
}

main() {
  cd "$1" || exit 66
  set -a
  # shellcheck disable=SC1090,SC2034
  . "$2"
  # shellcheck disable=SC2034
  MOSAIC_ROOT=$1 MOSAIC_LAUNCH=$3 MOSAIC_WRAPPER=$$ LANG=${LANG:-C.UTF-8}
  MOSAIC_STATE=$HOME/.local/state/mosaic/$MOSAIC_FLEET/agents/$MOSAIC_AGENT
  run=$XDG_RUNTIME_DIR/$MOSAIC_RUN MOSAIC_SOCKET=$XDG_RUNTIME_DIR/$MOSAIC_RUN/tmux
  set +a
  case $MOSAIC_WORKDIR in [~]/*) MOSAIC_WORKDIR=$HOME/${MOSAIC_WORKDIR#??} ;; esac
  stopping='' nap='' killer='' server='' ended=1 how=''
  trap stop TERM
  mkdir -p "$MOSAIC_STATE" "$run" && chmod 700 "$MOSAIC_STATE" "$run" || exit 73
  # A run record here is of a run that was killed before it could say how it ended.
  [ ! -f "$run/run" ] || sh "$MOSAIC_ROOT/$MOSAIC_END" killed >/dev/null
  rm -f "$MOSAIC_SOCKET" "$run/exit" "$run/screen"
  back_off
  [ -z "$stopping" ] || { rm -f "$MOSAIC_STATE/failures" && exit 0; }
  start_server
  await_server
  rm -f "$MOSAIC_SOCKET"
  [ -n "$how" ] || [ $ended -eq 0 ] || how="tmux ended with status $ended"
  [ -z "$stopping" ] || how=stop
  # shellcheck disable=SC2046
  end_as $(sh "$MOSAIC_ROOT/$MOSAIC_END" "$how")
}

main "$@"
