#!/bin/sh
# The harness' own beat: it runs this every few seconds, and shows what it prints, which is nothing.   status, with JSON on stdin
# shellcheck disable=SC2154
set -u

# Sets $pairs of the hook record, a line each, and $reset: when the fullest window of a subscription begins anew.
read_beat() {
  pairs='' reset='' fullest=0 used=0
  while IFS='	' read -r path text; do
    case $path-$text in
      version-?*) pairs="${pairs}version=$text
" ;;
      model.id-?*) pairs="${pairs}model=$text
" ;;
      cost.total_cost_usd-*[!0-9.e-]* | context_window.used_percentage-*[!0-9.]* | rate_limits.*[!0-9.]) ;;
      cost.total_cost_usd-?*) pairs="${pairs}cost=$(printf '$%.2f' "$text")
" ;;
      context_window.used_percentage-?*) pairs="${pairs}context=${text%%.*}%
" ;;
      rate_limits.*.used_percentage-?*) used=${text%%.*} ;;
      rate_limits.*.resets_at-?*) if [ "$used" -ge "$fullest" ]; then fullest=$used reset=${text%%.*}; fi ;;
    esac
  done <<BEAT
$(json 'version model.id cost.total_cost_usd context_window.used_percentage rate_limits.*')
BEAT
}

# Sets $now_is to the state that no event told, or leaves it empty.
read_state() {
  now_is=''
  read_hook
  read_status
  case $state-$status in
    rate-limited-busy | auth-hold-busy | waiting-busy | idle-busy) now_is=busy ;;
    busy-idle | waiting-idle) now_is=idle ;;
    rate-limited-*)
      # It may be tried again when its time is over, or, where nobody said when that is, after five minutes.
      [ "$(date +%s)" -lt "${until:-$((since + 300))}" ] || now_is=idle ;;
  esac
  if [ "${now_is:-$state}" = busy ]; then read_refusal; fi
}

# While it tries again and again, only its screen says what the provider refuses.
read_refusal() {
  shown=$(timeout -k 1 2 tmux -N -u -S "$MOSAIC_SOCKET" capture-pane -p -t "${TMUX_PANE-}" 2>/dev/null | grep -E '^. .*· retrying in ')
  case $shown in *' 401 '* | *' 403 '*) now_is=auth-hold ;; *' 429 '* | *' limit reached '*) now_is=rate-limited ;; *) return 0 ;; esac
  pairs="${pairs}last=${shown#??}
"
}

beat() {
  # shellcheck source=/dev/null
  . "$MOSAIC_ROOT/$MOSAIC_FILE_TELL_SH"
  # shellcheck disable=SC2034
  told=$MOSAIC_STATE/told
  read_beat
  read_state
  set --
  [ -z "$now_is" ] || set -- "state=$now_is" prompt= until=
  if [ "${now_is:-$state}" = rate-limited ] && [ -n "$reset" ]; then set -- "$@" "until=$reset"; fi
  while IFS= read -r pair; do [ -z "$pair" ] || set -- "$@" "$pair"; done <<PAIRS
$pairs
PAIRS
  hook "$@"
}

main() {
  beat >/dev/null 2>&1
  exit 0
}

main "$@"
