#!/bin/sh
# Prints the answer of a turn.   answer TURN, with MOSAIC_STATE set
set -u

main() {
  line=$(grep -m1 "^{\"turn\":$1,\"answer\":\"" "$MOSAIC_STATE/transcript") || {
    echo "turn $1 has no answer" >&2
    exit 1
  }
  line=${line#*'"answer":"'}
  # What is left of JSON's escapes is the same in printf.
  printf '%b\n' "$(printf '%s\n' "${line%'"}'}" | sed 's/\\"/"/g')"
}

main "$@"
