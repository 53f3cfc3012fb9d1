#!/bin/sh
# Merges KEY=VALUE… into the agent's `hook` record and wakes the sidecar.   hook KEY=VALUE… [turn+]
# `turn+` counts a turn more; an empty value takes the key out. A `prompt` gets a `fingerprint`, which no other one has: whoever
# decides on it says it back. Needs MOSAIC_STATE, MOSAIC_ROOT, MOSAIC_POKE.
set -u

# Sets $clean to one line of at most 500 bytes, without control characters.
clean() {
  clean=$1
  case $clean in
    *[![:print:]]*)
      clean=$(printf %s "$clean" | tr '\000-\037\177' ' ' | iconv -c -f UTF-8 -t UTF-8 2>/dev/null |
        LC_ALL=C sed "s/$(printf '\302')[$(printf '\200-\237')]//g") ;;
  esac
  [ ${#clean} -le 500 ] || clean=$(printf %.500s "$clean" | iconv -c -f UTF-8 -t UTF-8 2>/dev/null)
}

load() {
  # shellcheck disable=SC2034
  state='' since='' turn='' session='' version='' model='' context='' cost='' last='' prompt='' fingerprint='' until=''
  [ -f "$record" ] || return 0
  while IFS= read -r line; do
    key=${line%%=*}
    case " $keys " in *" $key "*) eval "$key=\${line#*=}" ;; esac
  done <"$record"
}

merge() {
  for pair in "$@"; do
    key=${pair%%=*}
    case " $told state turn+ " in *" $key "*) ;; *) echo "hook: unknown key in $pair" >&2 && exit 64 ;; esac
    case $turn in '' | *[!0-9]*) turn=0 ;; esac
    if [ "$pair" = turn+ ]; then
      turn=$((turn + 1))
    else
      clean "${pair#*=}"
      eval "$key=\$clean"
      [ "$key" != prompt ] || fingerprint_prompt
    fi
  done
}

# shellcheck disable=SC2034
fingerprint_prompt() {
  fingerprint=
  [ -n "$prompt" ] || return 0
  # The clock and the process tell it from the same question asked again.
  fingerprint=$(printf '%s\n' "$(date +%s%N) $$ $prompt" | sha256sum | cut -c 1-16)
}

# One write, checked: a full disk must not leave half a record.
save() {
  text="at=$now
"
  for key in $keys; do
    eval "[ -z \"\$$key\" ] || text=\"\$text\$key=\$$key
\""
  done
  printf %s "$text" >"$record.$$" && mv -f "$record.$$" "$record"
}

main() {
  told='turn session version model context cost last prompt until' keys="state since $told fingerprint"
  record=$MOSAIC_STATE/hook
  # Harnesses run hooks side by side; without the lock one would undo the other.
  exec 9>"$MOSAIC_STATE/hook.lock"
  flock 9
  load
  was=$state now=$(date +%s)
  merge "$@"
  # When it began to say so: a beat that says the same again does not move it.
  if [ -z "$state" ]; then since=; elif [ "$state" != "$was" ] || [ -z "$since" ]; then since=$now; fi
  save
  exec 9>&-
  # A harness that beats without news must not wake the sidecar: at ten agents that was most of what a beat costs.
  if [ -n "$state" ] && [ "$state" = "$was" ]; then return 0; fi
  exec sh "$MOSAIC_ROOT/$MOSAIC_POKE"
}

main "$@"
