#!/bin/sh
# Functions only: one turn, and the directives that make it go wrong on purpose.
# shellcheck disable=SC2154

# Tells the fleet; a harness whose hooks are dead tells nothing.
hook() {
  [ -n "$silent" ] || sh "$MOSAIC_ROOT/$MOSAIC_HOOK" "session=$session" "model=${MOSAIC_MODEL:-echo}" "$@"
}

# Works for $1 tenths of a second, with a beat every 5 s, until ESC.
work() {
  left=$1
  while [ "$left" -gt 0 ]; do
    terminal_status "working (esc to interrupt)${2:+ $left}"
    step=${2:-50}
    [ "$left" -ge "$step" ] || step=$left
    left=$((left - step))
    terminal_read "$step" && case $input in "$ESC") input='' && answer='interrupted' && return 0 ;; esac
    [ -n "${2-}" ] || hook state=busy
  done
}

# Asks as real harnesses do: Enter approves.
ask() {
  hook state=waiting "prompt=run: $1"
  terminal_status "Allow run: $1? (y/n)"
  while :; do
    terminal_read 50 || { hook state=waiting && continue; }
    # A paste is dropped, however it comes in, and the Enter after it approves.
    case $input in
      "${ESC}[200~"*"${ESC}[201~"*) input=${input#*"${ESC}[201~"} ;;
      "${ESC}[200~"*) continue ;;
    esac
    case $input in
      [yY]* | "$CR"*) answer="ran: $1" && break ;;
      [nN]* | "$ESC") answer="not allowed: $1" && break ;;
    esac
    input=
  done
  input=
  hook state=busy prompt=
}

number() {
  case $1 in '' | 0* | *[!0-9]*) echo "$2" ;; *) echo "$1" ;; esac
}

# Sets $answer to the message itself, and what proves that it arrived whole.
echo_message() {
  answer="echo: $1
(${#1} bytes, sha256 $sha256)"
}

directive() {
  argument=${1#* }
  [ "$argument" != "$1" ] || argument=
  case $1 in
    '!busy'*) work "$(number "$argument" 5)0" && answer=${answer:-done} ;;
    '!think'*) work "$(number "$argument" 5)0" 10 && answer=${answer:-thought} ;;
    '!ask'*) ask "${argument:-rm -rf build}" ;;
    '!silent'*) silent=1 answer='from now on my hooks are dead' ;;
    '!exit'*) leave 0 ;;
    '!hang'*)
      terminal_status 'working (esc to interrupt), for ever'
      while :; do sleep 3600; done ;;
    '!crash'*)
      case $argument in '' | *[!0-9]*) ;; *) leave "$argument" ;; esac
      [ -n "$argument" ] || leave 1
      terminal_close
      kill -s "$argument" $$ ;;
    *) echo_message "$1" ;;
  esac
}

take_turn() {
  turn=$((turn + 1)) answer=
  sha256=$(printf %s "$1" | sha256sum)
  sha256=${sha256%% *}
  transcript_message "$1" "$sha256"
  hook state=busy turn="$turn"
  terminal_say "you: $1"
  work 2
  if [ -z "$answer" ]; then directive "$1"; fi
  transcript_answer "$answer"
  terminal_say "$answer"
  # An argument holds 128 KiB at most.
  hook state=idle "last=$(printf %.1000s "$answer")"
}
