#!/bin/sh
# Functions only: what event.sh and status.sh have in common. They want MOSAIC_ROOT, MOSAIC_STATE, CLAUDE_CONFIG_DIR and $told.
# shellcheck disable=SC2034,SC2154

hook() { sh "$MOSAIC_ROOT/$MOSAIC_HOOK" "$@"; }

# Prints `PATH TAB TEXT` of values in the JSON on stdin; a megabyte of it is enough.
json() { head -c 1000000 | LC_ALL=C awk -v want="$1" -f "$MOSAIC_ROOT/$MOSAIC_FILE_JSON_AWK"; }

# Sets $state, $since, $until and $turn from the hook record.
read_hook() {
  state='' since=0 until='' turn=0
  [ -f "$MOSAIC_STATE/hook" ] || return 0
  while IFS= read -r line; do
    case $line in
      state=*) state=${line#*=} ;;
      since=*[!0-9]* | until=*[!0-9]* | turn=*[!0-9]*) ;;
      since=?*) since=${line#*=} ;;
      until=?*) until=${line#*=} ;;
      turn=?*) turn=${line#*=} ;;
    esac
  done <"$MOSAIC_STATE/hook"
}

# Sets $status (busy, idle, waiting, or empty) to what the harness notes of itself, if it did so after the last event was told: what
# a person or a key does at the terminal raises no event. Without escapes no text in it can look like a key.
read_status() {
  status='' at=0 heard=0 line=''
  { IFS= read -r line; } 2>/dev/null <"$CLAUDE_CONFIG_DIR/sessions/$MOSAIC_HARNESS_PID.json"
  case $line in *'"statusUpdatedAt":'*) at=${line##*\"statusUpdatedAt\":} && at=${at%%[!0-9]*} ;; *) return 0 ;; esac
  { read -r heard; } 2>/dev/null <"$told/heard"
  case $heard in '' | *[!0-9]*) heard=0 ;; esac
  [ "${at:-0}" -gt "$heard" ] || return 0
  case $line in
    *'"status":"busy"'*) status=busy ;;
    *'"status":"waiting"'*) status=waiting ;;
    *'"status":"idle"'*) status=idle ;;
  esac
}
