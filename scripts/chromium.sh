#!/usr/bin/env bash
# Sourced by test.sh: has_chromium installs Debian's chromium for the tests of the pages when it is missing.
# The browser that Playwright would download itself is never used.

has_chromium() {
  [[ -x /usr/bin/chromium ]] && return 0
  local as_root=() output
  if ! command -v apt-get >/dev/null; then
    echo 'Chromium was not found at /usr/bin/chromium, and there is no apt-get to install it with.' >&2
    return 1
  fi
  if [[ $(id -u) -ne 0 ]]; then
    if ! command -v sudo >/dev/null; then
      echo 'Chromium was not found, and installing it needs root or sudo (apt-get install chromium).' >&2
      return 1
    fi
    as_root=(sudo)
    [[ -t 0 ]] || as_root=(sudo -n)
  fi
  echo "Chromium was not found: installing Debian's package."
  # shellcheck disable=SC2016
  if ! output=$("${as_root[@]}" bash -c '
    set -eu
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq || true
    apt-get install -y -qq --no-install-recommends chromium
  ' </dev/null 2>&1); then
    printf '%s\n' "$output" | tail -n 20 >&2
    echo 'Chromium could not be installed (apt-get install chromium).' >&2
    return 1
  fi
  [[ -x /usr/bin/chromium ]]
}
