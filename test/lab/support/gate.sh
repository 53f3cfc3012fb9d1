#!/bin/sh
# Stands in for a tool on a staging host. Notes each call that a script of ours makes, and stops before the one that /run/gate/at
# names, until it is let go.
gate() {
  # The script's own arguments come after its text, which may hold anything.
  said=$(/usr/bin/tr '\n\000' ' \n' <"/proc/$PPID/cmdline" | /usr/bin/grep -aE -A1 '^(/.*/)?(recover|facts)$' | /usr/bin/tail -n 2 | /usr/bin/tr '\n' ' ')
  case $said in
    *recover\ *) program=${said#*recover } ;;
    *facts\ *) program='look ' ;;
    *) return ;;
  esac
  echo "$$ $program$tool $*" | /usr/bin/tr '\n' ' ' | /usr/bin/cut -c -200 >>/run/gate/trace
  nth=$(/usr/bin/awk -v me=$$ -v program="${program% }" '$2 == program { n++ } $1 == me { mine = n } END { print mine }' /run/gate/trace)
  [ "${program% } $nth" = "$(/usr/bin/cat /run/gate/at)" ] || return
  echo "$PPID $tool $*" >/run/gate/reached.new
  /usr/bin/mv /run/gate/reached.new /run/gate/reached
  read -r _ </run/gate/go
}

main() {
  tool=${0##*/}
  [ ! -e /run/gate/at ] || gate "$@"
  exec "/usr/bin/$tool" "$@"
}

main "$@"
