#!/bin/sh
# Functions only, prepended to send.sh: can a message arrive exactly as it was sent?
#   message_fault FILE SCREENS    prints why it cannot, or nothing
# What a terminal, tmux or a harness would take as something else is refused, never changed.

message_fault() {
  message_size=$(wc -c <"$1")
  if [ "$message_size" -gt 200000 ]; then
    echo "it is longer than 200000 bytes: put it into a file, and send the file's name"
  elif ! LC_ALL=C grep -q '[^[:space:]]' <"$1"; then
    echo "there is nothing in it but white space"
  elif [ "$(LC_ALL=C tr -d '\011\012\040-\176\200-\377' <"$1" | wc -c)" -gt 0 ]; then
    echo "it holds a control character other than a line feed or a tab (NUL, ESC, carriage return…)"
  elif ! iconv -f UTF-8 -t UTF-16LE <"$1" >/dev/null 2>&1; then
    echo "it is not valid UTF-8"
  elif LC_ALL=C grep -qa "$(printf '\302[\200-\237]')" <"$1"; then
    echo "it holds a control character of the C1 set (U+0080 to U+009F)"
  else
    message_command "$1" "$2"
  fi
}

message_command() {
  message_start=$(head -c 100 <"$1")
  screen_texts refuse "$2" | while IFS= read -r message_text; do
    case $message_start in "$message_text"*)
      echo "it begins with $message_text, which this harness takes as a command; put another word before it"
      break ;;
    esac
  done
}
