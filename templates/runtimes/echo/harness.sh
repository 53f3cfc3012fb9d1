#!/bin/sh
# A harness in sh, of the shape of the real ones: a composer, bracketed paste, a transcript, hooks.   harness SESSION
set -u

leave() {
  [ -z "$reader" ] || kill "$reader" 2>/dev/null
  terminal_close
  rm -f "$chunk"
  exit "$1"
}

# Takes the typed bytes one key at a time; returns 0 with $draft when it was submitted.
take_input() {
  while [ -n "$input" ]; do
    case $input in
      "${ESC}[200~"*) pasting=1 input=${input#"${ESC}[200~"} ;;
      "${ESC}[201~"*) pasting='' burst=1 input=${input#"${ESC}[201~"} ;;
      # The beginning of a mark: its rest comes with the next read. ESC alone is a key.
      "${ESC}[" | "${ESC}[2" | "${ESC}[20" | "${ESC}[200" | "${ESC}[201") return 1 ;;
      "$ESC") [ -z "$pasting" ] || return 1; input= ;;
      "$ESC"*) input=${input#?} ;;
      *) take_text && return 0 ;;
    esac
  done
  return 1
}

# Takes all up to the next ESC, or in the composer the next key that is a command.
take_text() {
  if [ -n "$pasting" ]; then
    text=${input%%"$ESC"*}
    draft=$draft$text input=${input#"$text"}
    return 1
  fi
  text=${input%%[[:cntrl:]]*}
  draft=$draft$text input=${input#"$text"}
  case $input in
    # An Enter in one read with a paste is a line of it, as in the real ones.
    "$CR"*) input=${input#?} && if [ -n "$burst" ]; then draft=$draft$LF; else [ -z "$draft" ] || return 0; fi ;;
    "$(printf '\177')"*) input=${input#?} draft=${draft%?} ;;
    "$(printf '\003')"* | "$(printf '\025')"*) input=${input#?} draft='' ;;
    [[:cntrl:]]*) input=${input#?} ;;
  esac
  return 1
}

submit() {
  message=$draft draft=
  case $message in
    /exit | /quit) leave 0 ;;
    /*) terminal_say "I know /exit and /quit." ;;
    *) take_turn "$message" ;;
  esac
}

main() {
  # shellcheck disable=SC2034
  session=$1 transcript=$MOSAIC_STATE/transcript chunk=$MOSAIC_STATE/typed
  # shellcheck disable=SC2034
  silent='' reader='' pasting='' burst='' draft='' input=''
  # shellcheck source=/dev/null
  for part in "$MOSAIC_FILE_TERMINAL_SH" "$MOSAIC_FILE_TRANSCRIPT_SH" "$MOSAIC_FILE_TURN_SH"; do . "$MOSAIC_ROOT/$part"; done
  exec 3<&0
  terminal_open
  trap 'leave 0' TERM
  turn=$(transcript_turns)
  terminal_say "echo, session $session, model ${MOSAIC_MODEL:-echo}, role $MOSAIC_ROLE. I remember $turn earlier turns."
  hook state=idle
  while :; do
    terminal_composer
    if terminal_read 50; then burst=; else hook state=idle; fi
    while take_input; do submit; done
  done
}

main "$@"
