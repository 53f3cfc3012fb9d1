#!/bin/sh
# Functions only, sourced or prepended: what does the screen of an agent show?
#   tmux_of SOCKET COMMAND…                 one tmux command; never starts a server, never hangs on a stopped one; wants $XDG_RUNTIME_DIR, obeys $tmux_way
#   screen_tail SOCKET SESSION              prints the last 25 lines that are not empty
#   screen_kind SOCKET SESSION SCREENS      prints waiting | busy | idle | unknown; unknown means: do not type
#   screen_kind_of TAIL SCREENS             the same of a tail that is there already
# SCREENS is a file of `kind TAB pattern` lines (extended regular expressions), tried on each line of the screen's tail.

# Through a file: a client hands its stdout to the server, and of a pipe in a stopped server's hands the end never comes.
tmux_of() {
  tmux_socket=$1 tmux_said=$XDG_RUNTIME_DIR/mosaic-said.$$
  shift
  [ -S "$tmux_socket" ] || return 1
  # shellcheck disable=SC2086
  LC_ALL=C.UTF-8 timeout -k 1 3 ${tmux_way-} tmux -N -u -S "$tmux_socket" "$@" >"$tmux_said" 2>/dev/null
  tmux_code=$?
  cat "$tmux_said"
  rm -f "$tmux_said"
  return $tmux_code
}

screen_tail() {
  tmux_of "$1" capture-pane -p -t "=$2:" | grep -v '^ *$' | tail -n 25
}

# Prints the texts of one kind in a screens file, a line each.
screen_texts() {
  while IFS= read -r screen_line || [ -n "$screen_line" ]; do
    case $screen_line in "$1	"?*) printf '%s\n' "${screen_line#*	}" ;; esac
  done <"$2"
}

screen_kind() {
  screen_kind_of "$(screen_tail "$1" "$2")" "$3"
}

screen_kind_of() {
  for screen_is in waiting busy idle; do
    screen_patterns=$(screen_texts "$screen_is" "$2")
    [ -n "$screen_patterns" ] || continue
    if printf '%s\n' "$1" | LC_ALL=C.UTF-8 grep -qaE -e "$screen_patterns"; then
      echo "$screen_is"
      return 0
    fi
  done
  echo unknown
}
