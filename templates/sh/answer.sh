#!/bin/sh
# Prints the answer of an agent's turn as it is, from its runtime's answer.sh.   answer ROOT ENV TURN
# shellcheck disable=SC2154
set -u

main() {
  cd "$1" || exit 66
  # What the runtime reads an answer by needs its variables too.
  set -a
  # shellcheck disable=SC1090
  . "$2"
  set +a
  export MOSAIC_STATE="$HOME/.local/state/mosaic/$MOSAIC_FLEET/agents/$MOSAIC_AGENT"
  exec timeout 5 sh "$1/$MOSAIC_FILE_ANSWER_SH" "$3"
}

main "$@"
