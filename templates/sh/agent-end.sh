#!/bin/sh
# Notes how a run of the harness ended; prints how agent-run shall end, `exit CODE` or `signal NAME`.   agent-end HOW
# HOW: empty, the harness ended; `stop`, it was told to; other text: what ended in its stead. Environment: agent-run's.
set -u

# Sets each named variable from a record of `key=value` lines; the agent can write there, so nothing is evaluated.
load() {
  [ -f "$1" ] || return 0
  while IFS= read -r line; do
    value=${line#*=}
    case $line in
      code=*) code=$value ;;
      signal=*) signal=$value ;;
      after=*) after=$value ;;
      at=*) at=$value ;;
      state=*) state=$value ;;
      count=*) count=$value ;;
      first=*) first=$value ;;
      launch=*) launch=$value ;;
    esac
  done <"$1"
  return 0
}

log() {
  printf '%s %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$1" | tee -a "$MOSAIC_STATE/log" >&2
}

save() {
  cat >"$MOSAIC_STATE/$1.new" && mv -f "$MOSAIC_STATE/$1.new" "$MOSAIC_STATE/$1"
}

# Early is: within a minute, or before the prompt had to be there without a sign of it.
is_early() {
  [ "$after" -lt 60 ] || { [ "$after" -lt "$MOSAIC_START_WITHIN" ] && [ -z "$state" ]; }
}

count_failure() {
  count=0 first=
  # Who stops an agent has done something about it, or will: what starts then begins anew, without a pause.
  if [ "$how" = stop ] || ! is_early; then rm -f "$MOSAIC_STATE/failures" && return 0; fi
  launch=
  load "$MOSAIC_STATE/failures"
  [ "$launch" = "$MOSAIC_LAUNCH" ] || count=0 first=
  count=$((count + 1))
  printf '%s\n' "launch=$MOSAIC_LAUNCH" "count=$count" "first=${first:-$now}" "last=$now" | save failures
}

describe() {
  case $reason in
    exit) said="the harness exited with status $code after $after s" ;;
    signal) said="the harness was ended by SIG$signal after $after s" ;;
    lost) said="the harness is gone after $after s, and how is not known${how:+: $how}" ;;
  esac
  [ "$how" != stop ] || said="stopped: $said"
  [ "$count" -eq 0 ] || said="$said (early end $count of 6)"
  log "$said"
  [ ! -s "$run/screen" ] || sed 's/^/  | /' "$run/screen" | tee -a "$MOSAIC_STATE/log" >&2
  [ "$count" -lt 6 ] || log "not started again: six early ends in a row. When its cause is mended, start it."
}

main() {
  run=${MOSAIC_SOCKET%/tmux} how=$1 now=$(date +%s) code='' signal='' after='' at='' state='' reason=lost
  load "$MOSAIC_STATE/hook"
  at=
  load "$run/run"
  case $at in '' | *[!0-9]*) at=$now ;; esac
  case $how in '' | stop | killed) load "$run/exit" ;; esac
  case $after in '' | *[!0-9]*) after=$((now - at)) ;; esac
  if [ -n "$signal" ]; then reason=signal; elif [ -n "$code" ]; then reason='exit'; fi
  count_failure
  [ "$(wc -c <"$MOSAIC_STATE/log" 2>/dev/null || echo 0)" -lt 1000000 ] || mv -f "$MOSAIC_STATE/log" "$MOSAIC_STATE/log.1"
  describe
  printf '%s\n' "at=$now" "launch=$MOSAIC_LAUNCH" "code=$code" "signal=$signal" "after=$after" "reason=$reason" | save exit
  rm -f "$run/run" "$run/exit" "$run/screen" "$run/shown" "$run/ended"
  sh "$MOSAIC_ROOT/$MOSAIC_POKE" >&2
  case $count-$reason-$code in
    [6-9]-* | [1-9][0-9]*-*) echo exit 78 ;;
    *-signal-*) echo "signal $signal" ;;
    # Only the sixth early end may look like one.
    *-lost-* | *-78) echo exit 1 ;;
    *) echo "exit $code" ;;
  esac
}

main "$@"
