#!/bin/sh
# Functions only, prepended to facts.sh: what can be installed here, and which versions of harnesses are.
# Prints `platform OS-CPU`, `free BLOCKS BYTES`, and for each that was installed to its end `harness NAME/VERSION DIGEST whole|changed`.
# Needs $root.
# shellcheck disable=SC2154

harnesses() {
  machine=$(uname -m)
  # What programs are linked for names this file, and does not start without it.
  case $machine in
    x86_64) cpu=x64 loader=/lib64/ld-linux-x86-64.so.2 ;;
    aarch64) cpu=arm64 loader=/lib/ld-linux-aarch64.so.1 ;;
    *) cpu=$machine loader=/ ;;
  esac
  [ -e "$loader" ] || cpu=$cpu-musl
  echo "platform linux-$cpu"
  place=$root
  while [ ! -d "$place" ] && [ "$place" != "${place%/*}" ]; do place=${place%/*}; done
  [ -d "$place" ] || place=.
  # Blocks, and their size.
  stat -f -c 'free %a %S' -- "$place" 2>/dev/null
  for mark in "$root"/harness/*/*/.complete; do
    [ -f "$mark" ] || continue
    read -r digest <"$mark"
    look_into "${mark%/.complete}"
    folder=${mark%/.complete}
    echo "harness ${folder#"$root/harness/"} $digest $how"
  done
}

# Whatever is written, renamed or taken away in it afterwards has a later ctime, its folder too.
look_into() {
  how=changed
  for program in "$1"/bin/*; do [ -x "$program" ] || return 0; done
  [ -n "$(find "$1" -mindepth 1 ! -path "$1/.complete" -cnewer "$1/.complete" -print -quit 2>&1)" ] || how=whole
}
