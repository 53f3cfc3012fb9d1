#!/bin/sh
# Functions only: where Claude Code keeps its things and how it is let in; for start.sh and login.sh.
# shellcheck disable=SC2154

# Prints a JSON string. Of the control characters it may hold LF and TAB at most.
json_string() {
  printf '%s.' "$1" | LC_ALL=C sed -e 's/[\\"]/\\&/g' -e 's/	/\\t/g' | LC_ALL=C awk '
    BEGIN { printf "\"" } NR > 1 { printf "%s\\n", line } { line = $0 } END { printf "%s\"", substr(line, 1, length(line) - 1) }'
}

# Its own updater would write wherever npm's global folder is; and at each start it would fetch what nobody asked for.
seat() {
  export CLAUDE_CONFIG_DIR="$MOSAIC_STATE/claude" NPM_CONFIG_PREFIX="$MOSAIC_STATE/npm" DISABLE_AUTOUPDATER=1 DISABLE_UPDATES=1
  export CLAUDE_CODE_DISABLE_OFFICIAL_MARKETPLACE_AUTOINSTALL=1
  export MOSAIC_HARNESS_PID=$$
  # Root may not go without permissions, but in a sandbox.
  if [ -n "${MOSAIC_SHUT-}" ]; then export IS_SANDBOX=1; fi
  program=$MOSAIC_ROOT/$MOSAIC_HARNESS/bin/claude
  if [ ! -x "$program" ]; then
    echo "Claude Code is not at $program. On your own machine:  mosaic fleet deploy $MOSAIC_HOST"
    exit 69
  fi
  mkdir -p "$CLAUDE_CONFIG_DIR" "$MOSAIC_STATE/told" || exit 73
}

# A token of `claude setup-token` is a login, and no key.
sort_key() {
  case ${ANTHROPIC_API_KEY-} in sk-ant-oat*) export CLAUDE_CODE_OAUTH_TOKEN="$ANTHROPIC_API_KEY" && unset ANTHROPIC_API_KEY ;; esac
}

has_login() {
  [ -n "${ANTHROPIC_API_KEY-}${ANTHROPIC_AUTH_TOKEN-}${CLAUDE_CODE_OAUTH_TOKEN-}" ] ||
    [ -n "${CLAUDE_CODE_USE_BEDROCK-}${CLAUDE_CODE_USE_VERTEX-}${CLAUDE_CODE_USE_FOUNDRY-}" ] || [ -s "$CLAUDE_CONFIG_DIR/.credentials.json" ]
}

# What all of its dialogs would ask before it begins. Of two members with one name the last counts, and it writes the file anew.
answer_dialogs() {
  key=${ANTHROPIC_API_KEY-}
  while [ ${#key} -gt 20 ]; do key=${key#?}; done
  config=$CLAUDE_CONFIG_DIR/.claude.json
  # A file that its own writer left in pieces is of no use to it either.
  { LC_ALL=C awk '{ text = text $0 "\n" } END {
    if (text !~ /^[ \n]*\{/ || !sub(/\}[ \n]*$/, "", text)) text = "{"
    printf "%s%s", text, text ~ /\{[ \n]*$/ ? "" : ","
  }' <"$config" >"$config.mosaic"; } 2>/dev/null || printf '{' >"$config.mosaic"
  printf '"hasCompletedOnboarding":true,"hasSeenAutoDefaultNudge":true,"resumeReturnDismissed":true,%s,%s}\n' \
    "\"customApiKeyResponses\":{\"approved\":[$(json_string "$key")],\"rejected\":[]}" \
    "\"projects\":{$(json_string "$(pwd -P)"):{\"hasTrustDialogAccepted\":true}}" >>"$config.mosaic" &&
    mv -f "$config.mosaic" "$config"
}
