#!/bin/sh
# Functions only: the transcript, JSON lines: {"session","begun"}; {"turn","session","at","sha256","message"}; {"turn","answer"}.
# shellcheck disable=SC2154

# Prints a JSON string. Of the control characters a message holds LF and TAB at most.
json_string() {
  printf '%s.' "$1" | LC_ALL=C sed -e 's/[\\"]/\\&/g' -e 's/	/\\t/g' | LC_ALL=C awk '
    BEGIN { printf "\"" } NR > 1 { printf "%s\\n", line } { line = $0 } END { printf "%s\"", substr(line, 1, length(line) - 1) }'
}

transcript_turns() {
  grep -c '^{"turn":[0-9]*,"session"' "$transcript"
}

transcript_message() {
  printf '{"turn":%s,"session":"%s","at":%s,"sha256":"%s","message":%s}\n' "$turn" "$session" "$(date +%s)" "$2" \
    "$(json_string "$1")" >>"$transcript"
}

transcript_answer() {
  printf '{"turn":%s,"answer":%s}\n' "$turn" "$(json_string "$1")" >>"$transcript"
}
