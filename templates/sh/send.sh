#!/bin/sh
# Types a message into an agent's composer, once, exactly as it is, or says why not.   send ROOT ENV WAIT
# Stands after enter.sh, screen.sh, message.sh and composer.sh. The message comes on stdin. WAIT is how many seconds to wait for the answer; 0: none.
# Prints a record: `outcome=…` `why=…` `turn=N`; after `answered` an empty line and the answer's text as it is.
#   answered            the turn has ended                     held        the agent is not at an empty composer: nothing was typed
#   started             the turn has begun                     refused     it cannot arrive as it is: nothing was typed
#   typed-not-submitted it stands in the composer              failed      it could not be typed
#   ambiguous           it was typed, and is not there any more, and no turn was seen: never send it again blindly
# shellcheck disable=SC2034,SC2154
set -u

end() {
  printf 'outcome=%s\nwhy=%s\nturn=%s\n' "$1" "$2" "${3-}"
  exit 0
}

await_answer() {
  mine=$turn
  deadline=$(($(date +%s) + wait))
  while :; do
    read_hook
    [ "$turn" -le "$mine" ] || break
    case $state in
      idle) break ;;
      waiting) end started 'it waits for a decision' "$mine" ;;
      auth-hold | rate-limited) end started "its provider refuses it ($state)" "$mine" ;;
    esac
    tmux_here has-session -t "=$MOSAIC_AGENT" || end started 'it ended during the turn' "$mine"
    [ "$(date +%s)" -lt "$deadline" ] || end started "it has not answered within $wait s" "$mine"
    sleep 0.2
  done
  text=$(timeout 5 sh "$root/$MOSAIC_FILE_ANSWER_SH" "$mine" 2>&1 && echo .) || end started "its answer cannot be read: $(printf %s "$text" | tr '\n' ' ')" "$mine"
  printf 'outcome=answered\nwhy=\nturn=%s\n\n%s' "$mine" "${text%.}"
}

main() {
  root=$1 wait=$3 screens_only=
  cd "$root" || exit 66
  # What the runtime reads an answer by needs its variables too.
  set -a
  # shellcheck disable=SC1090
  . "$2"
  set +a
  export MOSAIC_STATE="$HOME/.local/state/mosaic/$MOSAIC_FLEET/agents/$MOSAIC_AGENT"
  : "${XDG_RUNTIME_DIR:=/run/user/$(id -u)}"
  export XDG_RUNTIME_DIR
  # What we write lies outside the agent's own folder, where it could lay links.
  message=$XDG_RUNTIME_DIR/mosaic-message.$$ lock=$XDG_RUNTIME_DIR/mosaic-send-${MOSAIC_RUN##*/}.lock
  socket=$XDG_RUNTIME_DIR/$MOSAIC_RUN/tmux pane="=$MOSAIC_AGENT:" buffer=mosaic-$$
  [ -S "$socket" ] || end failed 'it does not run: it has no terminal'
  trap 'rm -f "$message" "$message.pid"' EXIT
  # Systemd takes its time: as long as the message is looked at.
  terminal_pid "mosaic-$MOSAIC_FLEET-agent-$MOSAIC_AGENT.service" >"$message.pid" &
  head -c 200001 >"$message" || end failed 'the message could not be stored on the host'
  cat >/dev/null
  fault=$(message_fault "$message" "$MOSAIC_SCREENS")
  wait "$!"
  [ -z "$fault" ] || end refused "$fault"
  read -r pid <"$message.pid" || pid=0
  terminal_way_of "$pid" "${MOSAIC_SHUT-}"
  # Two senders at once would type into each other.
  exec 9>"$lock"
  flock -w 20 9 || end held 'another message is being typed'
  read_hook
  turns=$turn
  require_composer
  paste
  await_text
  submit
  exec 9>&-
  if [ "$turn" -le "$turns" ]; then end started 'seen on the screen alone: its hooks are silent'; fi
  [ "$wait" -gt 0 ] || end started '' "$turn"
  await_answer
}

main "$@"
