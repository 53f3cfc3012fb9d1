#!/bin/sh
# What is deployed here, and how it fares, in one call.   look ROOT SOCKETS PROBE   (ROOT relative to $HOME; PROBE: a script's text)
# Stdout: `manifest BYTES`, that many bytes of manifest.json and a line feed, then what PROBE prints;
#   `nothing` alone when no release is there.
set -u

# Prints `name TAB run-folder TAB screens TAB shut` for each agent; shut is 1 when it has a sandbox. Canonical JSON has one member a line, and six spaces before an agent's own.
agents_of() {
  awk -F'"' '
    /^    {/ { name = socket = screens = shut = "" }
    /^      "name": "/ { name = $4 }
    /^      "socket": "/ { socket = $4; sub("/[^/]*$", "", socket) }
    /^      "screens": "/ { screens = $4 }
    /^        "disabled": null/ { shut = 1 }
    /^    }/ && name != "" && socket != "" && screens != "" { printf "%s\t%s\t%s\t%s\n", name, socket, screens, shut }
  ' "$1"
}

main() {
  XDG_RUNTIME_DIR=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}
  export XDG_RUNTIME_DIR
  root=$HOME/$1
  # A release never changes; `current` may, between two reads.
  release=$(readlink -f "$root/current") || release=
  if [ ! -f "$release/manifest.json" ]; then
    echo nothing
    return 0
  fi
  echo "manifest $(($(wc -c <"$release/manifest.json")))"
  cat "$release/manifest.json"
  echo
  agents_of "$release/manifest.json" | sh -c "$3" probe "$root" "$2"
}

main "$@"
