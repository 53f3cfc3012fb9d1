#!/bin/sh
# Installs one version of a harness beside others. Nothing is in its place until all of it has come and it answers.
#   harness FLEET NAME VERSION DIGEST LENGTH     stdin: LENGTH bytes of list, then the packages' archives, one after the other
# The list: `package PATH SIZE SHA512 [EXECUTABLE…]` for each archive, then `program PATH`; paths are below node_modules.
# Exit status: 65 an archive is not the locked one · 70 it does not run · 73 cannot write · 74 it did not arrive whole
set -u

die() {
  status=$1
  shift
  echo "$*" >&2
  exit "$status"
}

# What others left that broke off; one that still receives has a process of this name.
sweep() {
  for old in "$all"/.new-* "$all"/.old-*; do
    [ -d "$old" ] || continue
    tr '\000' ' ' <"/proc/${old##*-}/cmdline" 2>/dev/null | grep -q " harness $fleet " || rm -rf "$old"
  done
}

# unpack PATH SIZE SHA512 [EXECUTABLE…]
unpack() {
  into=$new/node_modules/$1 size=$2 sum=$3
  shift 3
  head -c "$size" >"$new/archive" || die 73 "cannot write in ~/$all: is the disk full?"
  [ "$(stat -c %s "$new/archive")" = "$size" ] || die 74 'the packages did not arrive whole'
  [ "$(sha512sum <"$new/archive")" = "$sum  -" ] || die 65 "the archive of ${into#"$new/node_modules/"} is not the one that is locked"
  { mkdir -p "$into" && tar -xzf "$new/archive" -C "$into" --strip-components=1 --no-same-owner; } ||
    die 73 "cannot unpack ${into#"$new/node_modules/"}: is the disk full?"
  rm -f "$new/archive"
  for file; do [ ! -f "$into/$file" ] || chmod +x "$into/$file"; done
}

# link PROGRAM
link() {
  [ -f "$new/node_modules/$1" ] || die 65 "the packages hold no $1"
  chmod +x "$new/node_modules/$1"
  mkdir -p "$new/bin" && ln -s "../node_modules/$1" "$new/bin/$name"
}

receive() {
  head -c "$1" >"$new/list"
  [ "$(stat -c %s "$new/list")" = "$1" ] || die 74 'the list did not arrive whole'
  while read -r what entry rest <&8; do
    # Words that need no quotes: the lock allows no others.
    # shellcheck disable=SC2086
    case $what in
      package) unpack "$entry" $rest ;;
      program) link "$entry" ;;
    esac
  done 8<"$new/list"
  rm -f "$new/list"
  # npm gives these whatever the archive says; folders without them could not be removed.
  chmod -R u+rwX "$new"
}

# It says its own version; what it writes meanwhile is not kept.
answers() {
  mkdir "$new/home"
  for found in "$HOME/$all"/node/*/bin; do [ ! -x "$found/node" ] || path=$found:$path; done
  said=$(cd "$new/home" && env -i HOME="$new/home" TMPDIR="$new/home" PATH="$path" timeout 60 "$new/bin/$name" --version 2>&1 </dev/null)
  rm -rf "${new:?}/home"
  printf '%s\n' "$said" | tr -c '0-9A-Za-z.+-' '\n' | sed 's/^v//' | grep -qxF -- "$version" ||
    die 70 "it does not say that it is $version: $(printf %s "$said" | tr '\n' ' ' | head -c 200)"
}

place() {
  mkdir -p "$all/$name" && sync -f "$new" || return
  [ ! -e "$all/$name/$version" ] || mv -T "$all/$name/$version" "$all/.old-$$" || return
  mv -T "$new" "$all/$name/$version" || return
  # Last, and later than all else in it: that is how a change is seen.
  echo "$1" >"$all/$name/$version/.complete.new" && sync "$all/$name/$version/.complete.new" &&
    mv -T "$all/$name/$version/.complete.new" "$all/$name/$version/.complete"
}

main() {
  export LC_ALL=C
  umask 077
  cd || exit
  fleet=$1 name=$2 version=$3 all=.local/share/mosaic/$1/harness path=/usr/local/bin:/usr/bin:/bin
  mkdir -p "$all" || die 73 "cannot write in ~/$all: is the disk full?"
  sweep
  new=$HOME/$all/.new-$$
  trap 'rm -rf "$new" "$all/.old-$$"' EXIT
  trap 'exit 74' HUP INT TERM PIPE
  mkdir "$new" || die 73 "cannot write in ~/$all: is the disk full?"
  receive "$5"
  answers
  place "$4" || die 73 "cannot write in ~/$all: is the disk full?"
}

main "$@"
