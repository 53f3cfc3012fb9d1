#!/bin/sh
# Tells the mail of the agents of this host.   mail FLEET [AGENT]
# Stdout: lines `TAG TEXT`, TEXT is data: `now SECONDS`, `courier STATE` (in systemd's words), `agent NAME`; of it `ledger LINE` for each line
#   of its ledger, `new JSON` and `cur JSON` for mails that wait and that were taken up, at most 200 each, at most 64 kB of each; then `end`.
set -u

mails() {
  # Newest first; names are ids.
  find "$mail/$1/$2" -maxdepth 1 -type f -name '*.json' -printf '%T@ %f\n' 2>/dev/null | sort -rn | head -n 200 |
    while read -r _ name; do
      printf '%s %s\n' "$2" "$(head -c 65536 "$mail/$1/$2/$name" | tr '\n' ' ')"
    done
}

main() {
  state=$HOME/.local/state/mosaic/$1 mail=$HOME/.local/state/mosaic/$1/mail
  export XDG_RUNTIME_DIR="${XDG_RUNTIME_DIR:-/run/user/$(id -u)}"
  echo "now $(date +%s)"
  echo "courier $(systemctl --user show --value -p LoadState -p ActiveState "mosaic-$1-courier.service" 2>/dev/null | tr '\n' ' ')"
  for folder in "$mail"/*/; do
    agent=${folder%/}
    agent=${agent##*/}
    if [ ! -d "$folder" ] || [ "${2:-$agent}" != "$agent" ]; then continue; fi
    echo "agent $agent"
    # Its last line may lack its end.
    if [ -f "$state/ledger/$agent.jsonl" ]; then { cat "$state/ledger/$agent.jsonl" && echo; } | sed 's/^/ledger /'; fi
    mails "$agent" new
    mails "$agent" cur
  done
  echo end
}

main "$@"
