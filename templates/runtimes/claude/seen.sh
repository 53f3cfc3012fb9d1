#!/bin/sh
# Says `seen TURN` when a conversation of its holds the mail of that id, `seen` when it stands in the queue.   seen ID, with MOSAIC_STATE set
set -u

# Prints the first line of a kind that holds the id. What stands in a text is escaped there, so none can pass for a kind.
line_of() {
  grep -hF -- "$1" ./*/*.jsonl 2>/dev/null | grep -am1 -F "\"type\":\"$2\""
}

main() {
  cd -- "$MOSAIC_STATE/claude/projects" 2>/dev/null || exit 0
  # A tool may print it too, but later.
  if ! line=$(line_of "$1" user); then
    line_of "$1" queue-operation >/dev/null && echo seen
    exit 0
  fi
  prompt=${line#*'"promptId":"'} turn=
  while read -r of number; do
    if [ "$of" = "${prompt%%'"'*}" ]; then turn=$number; fi
  done 2>/dev/null <"$MOSAIC_STATE/told/turns"
  echo "seen${turn:+ $turn}"
}

main "$@"
