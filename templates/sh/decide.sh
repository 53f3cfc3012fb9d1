#!/bin/sh
# Answers the permission dialog of an agent by the keys of its runtime, or says why not.   decide ROOT ENV allow|deny FINGERPRINT
# Stands after enter.sh and screen.sh. FINGERPRINT is that of the prompt which was decided on; empty: of the one that is open.
# Prints a record: `outcome=…` `why=…` `prompt=…` `fingerprint=…`.
#   decided    the dialog is gone                                none     no dialog is open: no key was pressed
#   changed    another prompt is open: no key was pressed        unclear  a dialog is open that its hooks do not tell of: no key was pressed
#   ambiguous  keys were pressed, and the dialog is still there  failed   no key could be pressed
# shellcheck disable=SC2034,SC2154
set -u

end() {
  printf 'outcome=%s\nwhy=%s\nprompt=%s\nfingerprint=%s\n' "$1" "$2" "$prompt" "$fingerprint"
  exit 0
}

tmux_here() { tmux_of "$socket" "$@"; }

# Sets $state, $prompt and $fingerprint from the hook record.
read_hook() {
  state='' prompt='' fingerprint=''
  [ -f "$MOSAIC_STATE/hook" ] || return 0
  while IFS= read -r line; do
    case $line in
      state=*) state=${line#*=} ;;
      prompt=*) prompt=${line#*=} ;;
      fingerprint=*) fingerprint=${line#*=} ;;
    esac
  done <"$MOSAIC_STATE/hook"
}

kind_now() { screen_kind_of "$(screen_tail "$socket" "$MOSAIC_AGENT")" "$MOSAIC_SCREENS"; }

# A harness says that it asks a moment before it draws the question.
await_dialog() {
  tries=0
  while [ $tries -lt 20 ]; do
    tries=$((tries + 1))
    read_hook
    if [ "$state" != waiting ] || [ "$(kind_now)" = waiting ]; then return 0; fi
    sleep 0.1
  done
}

# The dialog that was decided on is not there: gone by a key that was pressed already, or never there.
miss() {
  [ -n "$pressed" ] || end "$1" "$2"
  prompt=$asked fingerprint=$wanted
  end decided ''
}

# Ends unless the dialog that was decided on is the one that stands on the screen.
require_prompt() {
  read_hook
  [ "$(kind_now)" = waiting ] || miss none 'it asks nothing now'
  [ "$state" = waiting ] || fingerprint=
  [ -n "$fingerprint" ] || miss unclear 'a question stands on its screen of which its hooks say nothing'
  [ -z "$wanted" ] || [ "$fingerprint" = "$wanted" ] || miss changed 'it asks something else now'
}

# The question of a dead pane is put inside the server, as for a paste.
press() {
  tmux_here send-keys -t "$pane" -X cancel || :
  for key in $keys; do
    # A dialog that opened meanwhile must not get the rest.
    require_prompt
    said=$(tmux_here if-shell -F -t "$pane" '#{pane_dead}' 'display-message -p dead' "send-keys -t $pane $key") || said=gone
    [ -z "$said" ] || end failed "its terminal is $said"
    pressed=1
    sleep 0.1
  done
}

# Whether the dialog is gone within 2.5 s, or another one has taken its place.
is_gone() {
  tries=0
  while [ $tries -lt 25 ]; do
    tries=$((tries + 1))
    sleep 0.1
    read_hook
    if [ -n "$fingerprint" ] && [ "$fingerprint" != "$wanted" ]; then return 0; fi
    [ "$(kind_now)" = waiting ] || return 0
  done
  return 1
}

# A dialog takes no key in its first moments: what a person typed for the composer must not answer it.
answer() {
  for turn in 1 2 3; do
    press
    if is_gone; then miss; fi
  done
  prompt=$asked fingerprint=$wanted
  end ambiguous 'its keys were pressed, and the question is still there'
}

main() {
  root=$1 wanted=$4 prompt='' fingerprint='' pressed=''
  cd "$root" || exit 66
  # shellcheck disable=SC1090
  . "$2"
  MOSAIC_STATE=$HOME/.local/state/mosaic/$MOSAIC_FLEET/agents/$MOSAIC_AGENT
  : "${XDG_RUNTIME_DIR:=/run/user/$(id -u)}"
  export XDG_RUNTIME_DIR
  socket=$XDG_RUNTIME_DIR/$MOSAIC_RUN/tmux pane="=$MOSAIC_AGENT:"
  [ -S "$socket" ] || end failed 'it does not run: it has no terminal'
  terminal_way "mosaic-$MOSAIC_FLEET-agent-$MOSAIC_AGENT.service" "${MOSAIC_SHUT-}"
  keys=$(screen_texts "$3" "$MOSAIC_SCREENS")
  [ -n "$keys" ] || end failed 'its runtime names no keys for that: decide at its terminal'
  # Who types a message and who presses keys must not do it at once.
  exec 9>"$XDG_RUNTIME_DIR/mosaic-send-${MOSAIC_RUN##*/}.lock"
  flock -w 20 9 || end failed 'a message is being typed'
  await_dialog
  require_prompt
  wanted=$fingerprint asked=$prompt
  answer
}

main "$@"
