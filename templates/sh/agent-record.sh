#!/bin/sh
# The command of an agent's pane: starts the harness, notes who it is and how it ended. All it needs is in its environment.
set -u

# Called by the file of the agent's variables: gives the harness a credential of this unit, byte for byte.
# shellcheck disable=SC2317
export_secret() {
  # The dot keeps line feeds at the end, which `$(…)` would cut off.
  if ! MOSAIC_GIVEN=$(cat -- "${CREDENTIALS_DIRECTORY:-/nonexistent}/$2" && echo .); then
    echo "The secret $2 is not among the credentials of this unit."
    exit 73
  fi
  export "$1=${MOSAIC_GIVEN%.}"
  unset MOSAIC_GIVEN
}

# Runs in the process that becomes the harness, so that the record names the harness itself.
become_harness() {
  read -r stat </proc/self/stat
  # shellcheck disable=SC2046,SC2086
  start=$(set -- ${stat##*) } && echo "${20}")
  printf '%s\n' "launch=$MOSAIC_LAUNCH" "at=$begun" "pid=${stat%% *}" "start=$start" "wrapper=$MOSAIC_WRAPPER" >"$run/run.new"
  mv -f "$run/run.new" "$run/run" || exit 73
  # What the last harness was doing says nothing of this one.
  sh "$MOSAIC_ROOT/$MOSAIC_HOOK" state= prompt=
  [ -z "${NOTIFY_SOCKET-}" ] || systemd-notify --ready
  if ! { mkdir -p -- "$MOSAIC_WORKDIR" && cd -- "$MOSAIC_WORKDIR"; }; then
    echo "The work folder $MOSAIC_WORKDIR cannot be made or entered."
    exit 73
  fi
  unset NOTIFY_SOCKET MOSAIC_WRAPPER
  set -- "$MOSAIC_ROOT/$MOSAIC_FILE_START_SH"
  # shellcheck disable=SC1090
  . "$MOSAIC_ROOT/$MOSAIC_VARIABLES"
  unset CREDENTIALS_DIRECTORY
  exec /bin/sh "$1"
}

# Keeps the last lines that the screen shows. Not through a pipe: a stopped server would hold it open.
keep_screen() {
  timeout -k 1 2 tmux -N -u -S "$MOSAIC_SOCKET" capture-pane -p -t "$TMUX_PANE" >"$run/shown"
  grep -v '^ *$' "$run/shown" | tail -n 20 >"$run/screen"
}

main() {
  run=${MOSAIC_SOCKET%/tmux} signal='' begun=$(date +%s)
  # Keys that signal are for the harness; a trap, unlike ignoring, is not inherited. SIGHUP must end this process: only
  # the end of the terminal's session leader tells the harness that its terminal is gone.
  trap : INT QUIT
  # The shell itself says on stderr which signal ended its child: that tells SIGKILL from an exit with 137.
  exec 3>&2 2>"$run/ended"
  (become_harness) 2>&3 3>&-
  code=$?
  if [ $code -gt 128 ] && [ -s "$run/ended" ]; then signal=$(kill -l "$code") && code=; fi
  keep_screen
  printf '%s\n' "code=$code" "signal=$signal" "after=$(($(date +%s) - begun))" >"$run/exit.new"
  mv -f "$run/exit.new" "$run/exit"
  # Another session in it must not keep it: nobody would start the agent again.
  timeout -k 1 2 tmux -N -S "$MOSAIC_SOCKET" kill-server >/dev/null || kill -KILL "$PPID"
}

main "$@"
