#!/bin/sh
# Prints the answer of a turn.   answer TURN, with MOSAIC_STATE set and the fleet's root as the current folder
set -u

main() {
  if [ ! -s "$MOSAIC_STATE/told/answer-$1" ]; then
    echo "turn $1 has no answer: it was interrupted, or its answer is not kept any more" >&2
    exit 1
  fi
  LC_ALL=C awk -v whole=last_assistant_message -f "$MOSAIC_FILE_JSON_AWK" "$MOSAIC_STATE/told/answer-$1" || {
    echo "turn $1 ended without a text" >&2
    exit 1
  }
  echo
}

main "$@"
