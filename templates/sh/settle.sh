#!/bin/sh
# Functions only, prepended to facts.sh: waits until systemd has nothing left to do for a fleet, and no longer than some seconds.
#   settle FLEET

settle() {
  for pause in .05 .05 .1 .1 .2 .2 .3 .5 .5 1 1; do
    sleep $pause
    [ -n "$(systemctl --user list-jobs --no-legend "mosaic-$1*" 2>/dev/null)" ] || return 0
  done
}
