# Reads one JSON text, and prints `PATH TAB TEXT` for values that are wanted, in its order.   awk -v want="a b.c d.*" -f json.awk
# Or prints one string as it is, whatever its size:   awk -v whole=PATH -f json.awk
# TEXT is one line of at most 4000 bytes: control characters are blanks. Keys and places in lists are joined by dots; `d.*` is all below d.
# The text may be anything: what is no JSON ends with 1, after what could be read. LC_ALL=C makes characters bytes.

function is_wanted(path,   i) {
  for (i = 1; i <= wants; i++) {
    if (path == wanted[i]) return 1
    if (wanted[i] ~ /\.\*$/ && index(path, substr(wanted[i], 1, length(wanted[i]) - 1)) == 1) return 1
  }
  return 0
}

# What a string says, without its quotes. JSON.stringify escapes no more than control characters and halves of characters.
function decode(text,   parts, n, i, c, out, rest) {
  n = split(text, parts, "\\")
  out = parts[1]
  for (i = 2; i <= n; i++) {
    c = substr(parts[i], 1, 1)
    rest = substr(parts[i], 2)
    # Two in a row: the second is a text, and so is all that follows it.
    if (c == "") out = out "\\" parts[++i]
    else if (c == "n") out = out "\n" rest
    else if (c == "t") out = out "\t" rest
    else if (c ~ /[rbf]/) out = out " " rest
    else if (c == "u") out = out (parts[i] ~ /^u00[01]/ ? " " : "?") substr(parts[i], 6)
    else out = out c rest
  }
  return out
}

function one_line(text) {
  gsub(/[\001-\037\177]/, " ", text)
  return text
}

function path_here(   i, path) {
  path = ""
  for (i = 1; i <= depth; i++) path = path (i > 1 ? "." : "") (kind[i] == "{" ? key[i] : place[i])
  return path
}

function tell(text, quoted,   path) {
  path = path_here()
  if (whole != "" && path == whole) {
    printf "%s", quoted ? decode(text) : text
    found = 1
  }
  if (!is_wanted(path)) return
  print path "\t" one_line(quoted ? decode(substr(text, 1, 4000)) : text)
}

# Takes the next token of $text; 0 when there is none.
function take(   c, string) {
  sub(/^[ \t\r\n]+/, "", text)
  c = substr(text, 1, 1)
  if (c == "\"") {
    if (!match(text, /^"([^"\\]|\\.)*"/)) return 0
    string = substr(text, 2, RLENGTH - 2)
    text = substr(text, RLENGTH + 1)
    if (kind[depth] == "{" && wants_key) {
      key[depth] = string
      gsub(/[^A-Za-z0-9_-]/, "?", key[depth])
      wants_key = 0
      return sub(/^[ \t\r\n]*:/, "", text)
    }
    tell(string, 1)
    return 1
  }
  if (c == "{" || c == "[") {
    kind[++depth] = c
    place[depth] = 0
    wants_key = (c == "{")
  } else if (c == "}" || c == "]") {
    if (depth-- == 0) return 0
  } else if (c == ",") {
    place[depth]++
    wants_key = (kind[depth] == "{")
  } else {
    if (!match(text, /^[-+.0-9A-Za-z]+/)) return 0
    tell(substr(text, 1, RLENGTH), 0)
    text = substr(text, RLENGTH + 1)
    return 1
  }
  text = substr(text, 2)
  return 1
}

{ text = text $0 "\n" }

END {
  wants = split(want, wanted, " ")
  depth = found = 0
  # A flood of tokens is nobody's news.
  for (tokens = 0; tokens < 5000 && text !~ /^[ \t\r\n]*$/; tokens++) if (!take() || found || depth > 50) break
  exit !(found || (whole == "" && depth == 0 && tokens > 0 && text ~ /^[ \t\r\n]*$/))
}
