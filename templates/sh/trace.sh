#!/bin/sh
# What became of a mail that was being typed?   trace ROOT ENV ID   (stands after enter.sh and screen.sh)
# Prints a record: `locked=1` alone when something is being typed right now; else
#   seen     1 the conversation holds it, 0 it does not, empty: nobody can tell
#   turn     the turn that it began, where the runtime tells
#   screen   idle | busy | waiting | unknown, none: it has no terminal
# shellcheck disable=SC2154
set -u

# Prints what the runtime's seen.sh says, `seen` or `seen TURN`, or nothing; not 0 when it cannot tell.
seen() {
  [ -n "${MOSAIC_FILE_SEEN_SH-}" ] && timeout 5 sh "$root/$MOSAIC_FILE_SEEN_SH" "$id" 2>/dev/null
}

main() {
  root=$1 id=$3
  cd "$root" || exit 66
  # The runtime's seen.sh needs its variables too.
  set -a
  # shellcheck disable=SC1090
  . "$2"
  set +a
  export MOSAIC_STATE="$HOME/.local/state/mosaic/$MOSAIC_FLEET/agents/$MOSAIC_AGENT"
  : "${XDG_RUNTIME_DIR:=/run/user/$(id -u)}"
  export XDG_RUNTIME_DIR
  # The lock of send.sh: what it types is not judged before it is done.
  exec 9>"$XDG_RUNTIME_DIR/mosaic-send-${MOSAIC_RUN##*/}.lock"
  flock -w 20 9 || { echo locked=1 && return 0; }
  socket=$XDG_RUNTIME_DIR/$MOSAIC_RUN/tmux screen=none
  if [ -S "$socket" ]; then
    terminal_way "mosaic-$MOSAIC_FLEET-agent-$MOSAIC_AGENT.service" "${MOSAIC_SHUT-}"
    screen=$(screen_kind "$socket" "$MOSAIC_AGENT" "$MOSAIC_SCREENS")
  fi
  # Asked after the screen was read: what a turn takes out of the composer, it has written down before it is idle again.
  told=$(seen) && case $told in
    seen | seen\ *) echo seen=1 && echo "turn=${told#seen}" | tr -d ' ' ;;
    '') echo seen=0 ;;
  esac
  echo "screen=$screen"
}

main "$@"
