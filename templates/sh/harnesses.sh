#!/bin/sh
# Functions only, prepended to facts.sh: what can be installed here, and which versions of harnesses are.
# Prints `platform OS-CPU`, `free KIB`, and for each that was installed to its end `harness NAME/VERSION DIGEST whole|changed`.
# Needs $root.
# shellcheck disable=SC2154

harnesses() {
  case $(uname -m) in x86_64) cpu=x64 ;; aarch64) cpu=arm64 ;; *) cpu=$(uname -m) ;; esac
  getconf GNU_LIBC_VERSION >/dev/null 2>&1 || cpu=$cpu-musl
  echo "platform linux-$cpu"
  place=$root
  while [ ! -d "$place" ] && [ "$place" != "${place%/*}" ]; do place=${place%/*}; done
  [ -d "$place" ] || place=.
  # Blocks, and their size.
  # shellcheck disable=SC2046
  set -- $(stat -f -c '%a %S' "$place" 2>/dev/null)
  [ $# -ne 2 ] || echo "free $(($1 * $2 / 1024))"
  for mark in "$root"/harness/*/*/.complete; do
    [ -f "$mark" ] || continue
    digest=$(head -c 64 "$mark")
    folder=${mark%/.complete}
    echo "harness ${folder#"$root/harness/"} $digest $(state_of "$folder")"
  done
}

# Whatever is written, renamed or taken away in it afterwards has a later ctime, its folder too.
state_of() {
  for program in "$1"/bin/*; do [ -x "$program" ] || { echo changed && return; }; done
  [ -z "$(find "$1" -mindepth 1 ! -path "$1/.complete" -cnewer "$1/.complete" -print -quit 2>&1)" ] || { echo changed && return; }
  echo whole
}
