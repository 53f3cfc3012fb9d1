#!/bin/sh
set -u

main() {
  in=$MOSAIC_STATE/in out=$MOSAIC_STATE/out
  rm -f "$in" "$out"
  mkfifo "$in" "$out"
  sh "$MOSAIC_ROOT/$MOSAIC_HOOK" state=idle
  echo ready
  while :; do sh -s <"$in" >"$out" 2>&1; done
}

main "$@"
