#!/bin/sh
# Tells the fleet what the harness tells by its hooks.   event NAME, with the event's JSON on stdin
# Says nothing and always ends well: what a hook prints the model reads, and by its exit status it could block a step.
# shellcheck disable=SC2154
set -u

# Sets $session, $model, $source, $error, $said, $prompt, $name and $asked from the event; each is one line of anything.
read_event() {
  session='' model='' source='' error='' said='' prompt='' name='' asked='' inputs=''
  while IFS='	' read -r path text; do
    case $path in
      session_id) session=$text ;;
      model) model=$text ;;
      source) source=$text ;;
      error) error=$text ;;
      last_assistant_message) said=$text ;;
      prompt_id) case $text in *[!0-9a-f-]*) ;; *) prompt=$text ;; esac ;;
      tool_name) name=$text ;;
      tool_input.command | tool_input.file_path | tool_input.notebook_path | tool_input.url) asked=$text ;;
      tool_input.*) inputs="$inputs${inputs:+, }${path#tool_input.}: $text" ;;
    esac
  done <<EVENT
$(json "$1" <"$event")
EVENT
  asked=${asked:-$inputs}
}

# A conversation is there to be resumed when its transcript is on the disk; from then on it must never be missed.
note_begun() {
  { read -r begun; } 2>/dev/null <"$told/begun" || begun=
  [ "$begun" != "$session" ] || return 0
  for transcript in "$CLAUDE_CONFIG_DIR"/projects/*/"$session.jsonl"; do
    [ -s "$transcript" ] || continue
    sync "$transcript" "${transcript%/*}"
    echo "$session" >"$told/begun.new" && mv -f "$told/begun.new" "$told/begun"
  done
}

# Sets $turn to the turn of the event's prompt; a prompt that waited in the queue has begun later than it was counted.
turn_of_prompt() {
  read_hook
  [ -z "$prompt" ] || [ ! -f "$told/turns" ] || while read -r of number; do
    if [ "$of" = "$prompt" ]; then turn=$number; fi
  done <"$told/turns"
}

keep_answer() {
  turn_of_prompt
  mv -f "$event" "$told/answer-$turn"
  rm -f "$told/answer-$((turn - 100))"
}

started() {
  read_event 'session_id model source'
  # A person began anew at the terminal: that is the conversation from now on.
  case $source-$session in
    clear-*[!0-9a-f-]* | clear-) ;;
    clear-*) echo "$session" >"$MOSAIC_STATE/session.new" && mv -f "$MOSAIC_STATE/session.new" "$MOSAIC_STATE/session" ;;
  esac
  if [ -f "$told/turns" ]; then tail -n 200 "$told/turns" >"$told/turns.new" && mv -f "$told/turns.new" "$told/turns"; fi
  # In the middle of a turn it may only have become shorter.
  [ "$source" = compact ] || set -- state=idle prompt= until=
  hook "session=$session" ${model:+"model=$model"} "$@"
}

began() {
  read_event 'prompt_id'
  hook state=busy turn+ prompt= until=
  read_hook
  [ -z "$prompt" ] || echo "$prompt $turn" >>"$told/turns"
}

# While one tool asks, others may go on.
went_on() {
  read_hook
  [ "$state" != waiting ] || { read_status && [ "$status" != waiting ] && [ -n "$status" ]; } || return 0
  hook state=busy prompt= until=
}

asks() {
  read_event 'tool_name tool_input.*'
  text="$name: $asked"
  # Who decides must know that there is more of it than is shown.
  [ ${#text} -le 400 ] || text="$(printf %.400s "$text") [and more: see its terminal]"
  hook state=waiting "prompt=$text"
}

ended() {
  read_event 'session_id prompt_id last_assistant_message'
  note_begun
  keep_answer
  hook state=idle prompt= until= "last=$said"
}

# A turn that died on the provider.
failed() {
  read_event 'session_id prompt_id error last_assistant_message'
  note_begun
  keep_answer
  said="the turn failed: $said"
  case $error in
    authentication_failed | oauth_org_not_allowed | account_on_hold | verification_required | billing_error | cloud_credential_error)
      hook state=auth-hold prompt= until= "last=$said" ;;
    rate_limit) hook state=rate-limited prompt= until= "last=$said" ;;
    *) hook state=idle prompt= until= "last=$said" ;;
  esac
}

tell_event() {
  # shellcheck source=/dev/null
  . "$MOSAIC_ROOT/$MOSAIC_FILE_TELL_SH"
  told=$MOSAIC_STATE/told
  mkdir -p "$told" || return 0
  event=$told/event.$$
  cat >"$event"
  case $1 in PreToolUse | PostToolUse) ;; *) date +%s%3N >"$told/heard.$$" && mv -f "$told/heard.$$" "$told/heard" ;; esac
  case $1 in
    SessionStart) started ;;
    UserPromptSubmit) began ;;
    PreToolUse | PostToolUse) went_on ;;
    PermissionRequest) asks ;;
    Stop) ended ;;
    StopFailure) failed ;;
    SessionEnd) hook state= prompt= until= ;;
  esac
  rm -f "$event"
}

main() {
  umask 077
  tell_event "$1" >/dev/null 2>&1
  exit 0
}

main "$@"
