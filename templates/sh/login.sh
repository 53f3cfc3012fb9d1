#!/bin/sh
# Runs the login of an agent's harness in its sandbox and its environment, at this terminal.   login ROOT ENV   (stands after enter.sh)
# shellcheck disable=SC2154
set -u

main() {
  root=$1
  cd "$root" || exit 66
  : "${XDG_RUNTIME_DIR:=/run/user/$(id -u)}"
  set -a
  # shellcheck disable=SC1090
  . "$2"
  # shellcheck disable=SC2034
  MOSAIC_ROOT=$root MOSAIC_STATE=$HOME/.local/state/mosaic/$MOSAIC_FLEET/agents/$MOSAIC_AGENT
  # Secrets are given to the agent's own unit alone.
  export_secret() { :; }
  # shellcheck disable=SC1090
  . "$root/$MOSAIC_VARIABLES"
  set +a
  terminal_way "mosaic-$MOSAIC_FLEET-agent-$MOSAIC_AGENT.service" "${MOSAIC_SHUT-}"
  if [ "$tmux_way" = false ]; then
    echo "$MOSAIC_AGENT does not run, so its sandbox is not there: start it first."
    exit 69
  fi
  # shellcheck disable=SC2086
  exec $tmux_way /bin/sh "$root/$MOSAIC_FILE_LOGIN_SH"
}

main "$@"
