#!/bin/sh
# Logs the agent in by Claude Code's own login, for its environment alone.   login, in a terminal
# shellcheck disable=SC2154
set -u

main() {
  umask 077
  # shellcheck source=/dev/null
  . "$MOSAIC_ROOT/$MOSAIC_FILE_SEAT_SH"
  seat
  unset ANTHROPIC_API_KEY ANTHROPIC_AUTH_TOKEN CLAUDE_CODE_OAUTH_TOKEN
  "$program" auth login || exit
  [ -s "$CLAUDE_CONFIG_DIR/.credentials.json" ] || { echo "The login left no credentials in $CLAUDE_CONFIG_DIR." && exit 1; }
}

main "$@"
