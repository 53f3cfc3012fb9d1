#!/bin/sh
# Functions only, prepended: where does a client of an agent's terminal run?
#   terminal_way UNIT SHUT     sets $tmux_way, the words before `tmux`: empty, or what enters the sandbox; `false` where nobody may
#   terminal_pid UNIT          prints its main process, 0: systemd does not know it
# A tmux server can make its client run a command or write a file, also of a mere `list-sessions`; and the server is the agent's. So
# its client runs in the same sandbox. Which that is, systemd says: what the agent says of its processes, it may have made up.
#   UNIT: its unit. SHUT: not empty when it should have a sandbox, so that without a word of systemd nobody goes there.

terminal_way() {
  terminal_way_of "$(terminal_pid "$1")" "$2"
}

terminal_pid() {
  terminal_main=$(timeout 5 systemctl --user show --value -p MainPID "$1" 2>/dev/null) || terminal_main=
  echo "${terminal_main:-0}"
}

# The same by the number of the unit's main process, 0: not known.
# shellcheck disable=SC2034,SC3013
terminal_way_of() {
  tmux_way=
  if [ "$1" = 0 ]; then
    [ -z "$2" ] || tmux_way=false
  elif [ ! "/proc/$1/ns/user" -ef /proc/self/ns/user ]; then
    tmux_way="nsenter --preserve-credentials -U -m -t $1 --"
  fi
}
