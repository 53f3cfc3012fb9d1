#!/bin/sh
# The host's side of `tar | ssh`: places what differs, starts what must start, checks all. The archive comes on stdin.
set -u
export XDG_RUNTIME_DIR="${XDG_RUNTIME_DIR:-/run/user/$(id -u)}"

main() {
  cd || exit
  units=.config/systemd/user
  rm -rf .bench && mkdir -p .bench bench/files "$units" && tar -xzf - -C .bench || exit
  differs=$(diff -rq .bench/files bench/files; diff -rq .bench/units "$units" | grep -v "^Only in $units")
  names=$(ls .bench/units)
  if [ -n "$differs" ]; then
    cp -p .bench/files/* bench/files/ && cp -p .bench/units/* "$units/" || exit
    # shellcheck disable=SC2086
    systemctl --user daemon-reload && systemctl --user -q enable --now $names || exit
    again=$(printf '%s\n' "$differs" | sed -n 's|^Files .bench/files/file-\([0-9]*\).conf .*|\1|p')
    for number in $again; do
      systemctl --user restart "$(printf 'bench-%02d.service' "$((${number#0} % 20))")" || exit
    done
  fi
  # shellcheck disable=SC2086
  systemctl --user is-active $names >/dev/null
}

main "$@"
