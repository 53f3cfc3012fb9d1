#!/bin/sh
# Resumes the stored conversation, or begins one, and becomes the harness.
set -u

main() {
  stored=$MOSAIC_STATE/session
  transcript=$MOSAIC_STATE/transcript
  if [ -s "$stored" ]; then
    read -r id <"$stored"
    # Never a blank conversation where one was expected.
    if ! grep -qF "\"session\":\"$id\"" "$transcript" 2>/dev/null; then
      echo "The conversation $id is stored in $stored, but its transcript $transcript is gone."
      echo "Bring the transcript back, or remove $stored to begin a new conversation."
      exit 66
    fi
  else
    read -r id </proc/sys/kernel/random/uuid
    # The transcript first: an id is stored only for a conversation that is there.
    printf '{"session":"%s","begun":%s}\n' "$id" "$(date +%s)" >>"$transcript" || exit 73
    echo "$id" >"$stored.new" && mv -f "$stored.new" "$stored" || exit 73
  fi
  exec /bin/sh "$MOSAIC_ROOT/$MOSAIC_FILE_HARNESS_SH" "$id"
}

main "$@"
