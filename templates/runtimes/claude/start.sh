#!/bin/sh
# Resumes the stored conversation, or begins one, and becomes Claude Code.
# shellcheck disable=SC2154
set -u

# Until somebody logs it in it holds, and says so.
await_login() {
  has_login && return 0
  echo "Claude Code is not logged in. On your own machine:  mosaic fleet login $MOSAIC_AGENT"
  until has_login; do
    sh "$MOSAIC_ROOT/$MOSAIC_HOOK" state=auth-hold 'last=not logged in'
    sleep 3
  done
}

# Sets $id and $how: the words that resume the stored conversation or begin one.
choose_conversation() {
  stored=$MOSAIC_STATE/session begun='' how=--session-id id=''
  { read -r id; } 2>/dev/null <"$stored"
  case $id in
    '')
      read -r id </proc/sys/kernel/random/uuid
      echo "$id" >"$stored.new" && mv -f "$stored.new" "$stored" || exit 73
      return 0 ;;
  esac
  for transcript in "$CLAUDE_CONFIG_DIR"/projects/*/"$id.jsonl"; do
    if [ -s "$transcript" ]; then how=--resume && return 0; fi
  done
  # Never a blank conversation where one was expected; one that never came to an answer is not.
  { read -r begun; } 2>/dev/null <"$MOSAIC_STATE/told/begun"
  [ "$begun" = "$id" ] || return 0
  echo "The conversation $id is stored in $stored, but its transcript $CLAUDE_CONFIG_DIR/projects/*/$id.jsonl is gone."
  echo "Bring the transcript back, or remove $stored to begin a new conversation."
  exit 66
}

# Prints the tools of all chat servers in a file of MCP servers, with commas between: they ask nobody.
tools_of() {
  LC_ALL=C awk -v want='mcpServers.*' -f "$MOSAIC_ROOT/$MOSAIC_FILE_JSON_AWK" <"$1" |
    sed -n 's/^mcpServers\.\([A-Za-z0-9_-]*\)\..*/mcp__\1/p' | sort -u | tr '\n' ',' | sed 's/,$//'
}

main() {
  umask 077
  # shellcheck source=/dev/null
  . "$MOSAIC_ROOT/$MOSAIC_FILE_SEAT_SH"
  seat
  sort_key
  await_login
  answer_dialogs || exit 73
  choose_conversation
  set -- "$how" "$id" --settings "$MOSAIC_ROOT/$MOSAIC_FILE_SETTINGS_JSON" --permission-mode "$MOSAIC_PERMISSIONS" \
    --append-system-prompt-file "$MOSAIC_ROOT/$MOSAIC_INSTRUCTIONS" --system-prompt-snapshot off
  [ -z "$MOSAIC_MODEL" ] || set -- "$@" --model "$MOSAIC_MODEL"
  servers=$MOSAIC_STATE/chat/mcp.json
  [ -z "${MOSAIC_MCP-}" ] || servers=$MOSAIC_ROOT/$MOSAIC_MCP
  if [ -f "$servers" ]; then
    # Else it would have to search for the tool by which it replies, before it knows that there is one.
    export ENABLE_TOOL_SEARCH="${ENABLE_TOOL_SEARCH-false}"
    set -- "$@" --mcp-config "$servers" --strict-mcp-config --allowedTools "$(tools_of "$servers")"
  fi
  umask 022
  exec "$program" "$@"
}

main "$@"
