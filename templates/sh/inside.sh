#!/bin/sh
# Functions only, prepended to facts.sh: what stands open in the sandboxes of running agents.
#   inside SHOWN     SHOWN: blocks of `systemctl show` with Id, MainPID and InaccessiblePaths, each line after `unit `; each block ends with an empty one
# Prints `inside UNIT can WORD PATH` lines, and `inside UNIT looked` after a whole look. An agent's main process is systemd's child, and
# /proc/PID/root is the tree that it sees, with its mounts: the kernel's own answers, whatever a unit says and systemd ignores.
# Needs $fleet $root $state $uid $newline, one_line and XDG_RUNTIME_DIR.
# Every shell that is /bin/sh on Linux knows -ef.
# shellcheck disable=SC2154,SC3013

inside() {
  # In memory: `read` takes a byte at a time from the kernel.
  set -f
  IFS=$newline
  # shellcheck disable=SC2086
  set -- $1
  unset IFS
  inside_pids=
  for line; do
    case $line in 'unit MainPID='[1-9]*) inside_pids="$inside_pids /proc/${line#*=}/status" ;; esac
  done
  # shellcheck disable=SC2086
  sealed=$(grep -HsxE 'NoNewPrivs:.1|Seccomp:.2' $inside_pids /dev/null)
  inside_unit='' inside_pid='' inside_hidden=''
  for line; do
    case $line in
      'unit Id='*) inside_unit=${line#*=} ;;
      'unit MainPID='*) inside_pid=${line#*=} ;;
      'unit InaccessiblePaths='*) inside_hidden=${line#*=} ;;
      'unit ')
        case $inside_unit in "mosaic-$fleet-agent-"*) [ "${inside_pid:-0}" = 0 ] || look_inside ;; esac
        inside_unit='' inside_pid='' inside_hidden='' ;;
    esac
  done
  set +f
}

can() { one_line "inside $inside_unit can $1"; }

look_inside() {
  tree=/proc/$inside_pid/root
  [ -d "$tree/proc" ] || return 0
  look_at_process
  look_for_hidden
  set +f
  look_for_places
  look_for_sockets
  set -f
  # Whose root it was must still be there: a process that ended meanwhile shows nothing.
  [ ! -d "$tree/proc" ] || echo "inside $inside_unit looked"
}

look_at_process() {
  case $sealed in *"/proc/$inside_pid/status:NoNewPrivs:"*) ;; *) can 'gain privileges' ;; esac
  case $sealed in *"/proc/$inside_pid/status:Seccomp:"*) ;; *) can 'use every call of the kernel' ;; esac
  # Only a user namespace of its own keeps a process from the memory of others of its user; nothing keeps root.
  [ "$uid" != 0 ] || can 'do what root can'
  [ ! "/proc/$inside_pid/ns/user" -ef /proc/self/ns/user ] || can 'read the memory of other processes'
}

look_for_hidden() {
  for path in $inside_hidden "$HOME/.config/mosaic"; do
    [ ! -r "$tree${path#-}" ] || can "read ${path#-}"
  done
}

look_for_places() {
  for path in "$HOME" "$HOME/.config" "$HOME/.config/systemd/user" "$HOME/.bashrc" "$HOME/.profile" "$HOME/$root" \
    "$HOME/$root/objects" "$HOME/$root/recover" "$HOME/$state" "$HOME/$state/beats" "$XDG_RUNTIME_DIR" /run; do
    [ ! -w "$tree$path" ] || can "write $path"
  done
  own=${inside_unit#"mosaic-$fleet-agent-"}
  for path in "$HOME/$state"/../*/agents/*; do
    case $path in */"$fleet/agents/${own%.service}") continue ;; esac
    [ ! -e "$tree$path" ] || can "reach $path"
  done
  for path in /tmp /var/tmp /dev/shm; do
    [ ! "$tree$path" -ef "$path" ] || can "reach $path of everybody"
  done
}

# Everything that lies among the sockets of the user, but the notify socket, its own credentials, and one folder: its own.
look_for_sockets() {
  folders=0
  for path in "$XDG_RUNTIME_DIR"/* "$XDG_RUNTIME_DIR"/systemd/* "$XDG_RUNTIME_DIR"/credentials/* \
    "$XDG_RUNTIME_DIR"/mosaic/*/* /run/dbus /run/docker.sock /run/podman; do
    [ -e "$tree$path" ] || continue
    case $path in
      "$XDG_RUNTIME_DIR/credentials" | "$XDG_RUNTIME_DIR/credentials/$inside_unit") ;;
      "$XDG_RUNTIME_DIR/mosaic" | "$XDG_RUNTIME_DIR/systemd" | "$XDG_RUNTIME_DIR/systemd/notify") ;;
      "$XDG_RUNTIME_DIR"/mosaic/*/*) folders=$((folders + 1)) ;;
      *) can "reach $path" ;;
    esac
  done
  [ $folders -le 1 ] || can "reach the terminals of other agents"
}
