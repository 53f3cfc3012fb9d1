#!/bin/sh
# Functions only, prepended to send.sh: types a text into the composer of an agent and submits it, at most once.
# They use $socket $pane $buffer $message of send.sh, and its `end OUTCOME WHY`, which ends the program.
# shellcheck disable=SC2034,SC2154

tmux_here() { tmux_of "$socket" "$@"; }

# Sets $shows and $kind. The same text is of the same kind: it is not asked again.
look() {
  looked=${shows-}
  shows=$(screen_tail "$socket" "$MOSAIC_AGENT")
  if [ -z "${kind-}" ] || [ "$shows" != "$looked" ]; then kind=$(screen_kind_of "$shows" "$MOSAIC_SCREENS"); fi
}

# Sets $turn and $state from the hook record.
read_hook() {
  turn=0 state=''
  [ -f "$MOSAIC_STATE/hook" ] || return 0
  while IFS= read -r line; do
    case $line in turn=*[!0-9]* | turn=) ;; turn=*) turn=${line#*=} ;; state=*) state=${line#*=} ;; esac
  done <"$MOSAIC_STATE/hook"
}

# Ends unless the screen positively shows an empty composer.
require_composer() {
  mode=$(tmux_here display-message -p -t "$pane" '#{pane_dead}#{pane_in_mode}') || end failed 'it does not run: it has no terminal'
  case $mode in 1*) end failed 'its terminal is dead' ;; *[!0]) tmux_here send-keys -t "$pane" -X cancel ;; esac
  look
  case $kind in
    idle) ;;
    busy) end held 'it is busy' ;;
    waiting) end held 'it waits for a decision; an Enter would approve it' ;;
    *) end held 'its screen shows no empty composer: a draft, a picker, a dialog, or something unknown' ;;
  esac
}

# The question of a dead pane is put inside the server: a paste into one crashes tmux 3.3a.
paste() {
  tmux_here load-buffer -b "$buffer" - <"$message" || end failed 'tmux did not take the text'
  said=$(tmux_here if-shell -F -t "$pane" '#{pane_dead}' 'display-message -p dead' \
    "paste-buffer -p -r -d -b $buffer -t $pane") || said=gone
  case $said in
    '') ;;
    dead) tmux_here delete-buffer -b "$buffer" || :; end failed 'its terminal is dead' ;;
    # A server that was only too slow may still do it.
    *) end ambiguous 'its terminal did not answer while it was typed' ;;
  esac
}

# Waits up to 8 s until the composer holds the text and is at rest: two looks that show the same. A dialog that opened meanwhile must
# not get the Enter, nor a harness that takes an Enter within 0.15 s of a paste for a line of it: before the second look that has passed.
await_text() {
  tries=0 before='' pause=0.06
  while [ $tries -lt 40 ]; do
    tries=$((tries + 1))
    sleep $pause
    look
    if [ $tries = 1 ]; then pause=0.1; else pause=0.17; fi
    case $kind in
      unknown) [ "$shows" != "$before" ] || return 0 ;;
      waiting) end typed-not-submitted 'a dialog opened while it was typed, so no Enter was sent' ;;
    esac
    before=$shows
  done
  [ "$kind" = idle ] || end typed-not-submitted 'it became busy while it was typed, so no Enter was sent'
  end ambiguous 'it was typed, and is not seen in the composer'
}

# Sends Enter, and waits up to 5 s for evidence of a turn: the hook's count, or the screen.
enter() {
  tmux_here send-keys -t "$pane" Enter || end ambiguous 'its terminal went away after the text was typed'
  tries=0
  while [ $tries -lt 40 ]; do
    tries=$((tries + 1))
    sleep 0.05
    read_hook
    if [ "$turn" -gt "$turns" ]; then return 0; fi
    look
    case $kind in
      busy | waiting) screens_only=1 ;;
      *) [ -z "$screens_only" ] || return 0 ;;
    esac
    sleep 0.05
  done
  [ -n "$screens_only" ]
}

submit() {
  if enter; then return 0; fi
  # Early input keeps the text and loses the Enter; the text is still there, so another Enter doubles nothing.
  if [ "$kind" = unknown ] && [ "$shows" = "$before" ] && enter; then return 0; fi
  if [ "$shows" = "$before" ]; then end typed-not-submitted 'it stands in the composer, and Enter does not submit it'; fi
  end ambiguous 'it left the composer, and no turn was seen to begin'
}
