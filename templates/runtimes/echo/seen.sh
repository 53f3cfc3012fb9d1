#!/bin/sh
# Says `seen TURN` when the conversation holds the mail of that id.   seen ID, with MOSAIC_STATE set
set -u

main() {
  line=$(grep '^{"turn":[0-9]*,"session"' "$MOSAIC_STATE/transcript" 2>/dev/null | grep -m1 -F "$1") || exit 0
  line=${line#'{"turn":'}
  echo "seen ${line%%,*}"
}

main "$@"
