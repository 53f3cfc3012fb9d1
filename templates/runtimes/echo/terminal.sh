#!/bin/sh
# Functions only: the harness' terminal. One line at the bottom says what it does; free text is indented, so it cannot pass for it.
# shellcheck disable=SC2034,SC2154

ESC=$(printf '\033') CR=$(printf '\r') LF='
'

terminal_open() {
  terminal_was=$(stty -g)
  stty -icanon -echo -isig -icrnl -ixon min 0 time 50
  printf '\033[?2004h'
}

terminal_close() {
  printf '\r\033[K\033[?2004l'
  stty "$terminal_was"
}

# Replaces the bottom line.
terminal_status() {
  printf '\r\033[K%s' "$1"
}

# Prints text above the bottom line, at most a few lines of it.
terminal_say() {
  printf '\r\033[K'
  printf '%s\n' "$1" | tr -d '\000-\010\013-\037\177' | head -n 6 | cut -c 1-180 | sed 's/^/  /'
}

# Draws the composer with the draft in it.
terminal_composer() {
  # One line of the screen, whatever it holds.
  [ ${#draft} -le 150 ] || { terminal_status "> [${#draft} bytes]" && return 0; }
  case $draft in
    *"$LF"* | *"	"*) terminal_status "> [${#draft} bytes]" ;;
    # Blanks must not pass for an empty composer.
    *' ') terminal_status "> $draft." ;;
    *) terminal_status "> $draft" ;;
  esac
}

# Waits at most $1 tenths of a second and appends what was typed to $input. In the background, so that signals are heard at once.
terminal_read() {
  # A terminal that is gone answers every read at once: without this end, a harness that hears no hangup would spin.
  stty time "$1" 2>/dev/null || leave 129
  dd bs=65536 count=1 <&3 >"$chunk" 2>/dev/null &
  reader=$!
  wait $reader
  reader=
  [ -s "$chunk" ] || return 1
  typed=$(tr -d '\000' <"$chunk" && echo .)
  input=$input${typed%.}
}
