#!/usr/bin/env bash
# Builds the solution and runs every test, on SQLite and on a private PostgreSQL (see postgres.sh), the pages in Chromium (chromium.sh).
#
#   scripts/test.sh                    all of them
#   scripts/test.sh --filter Lend      arguments go on to `dotnet test`
#
# TABLETLOANS_TEST_POSTGRES   use this server (an Npgsql connection string) rather than start one
# TABLETLOANS_REQUIRE_ALL=1   fail when PostgreSQL or Chromium cannot be had, rather than skip their tests
#
# The last line is "N passed, N failed"; the exit status is that of `dotnet test`, or 1 when nothing ran.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/postgres.sh
source scripts/chromium.sh

if ! command -v dotnet >/dev/null || ! dotnet --version >/dev/null 2>&1; then
  echo 'The .NET 10 SDK was not found: install it from https://dotnet.microsoft.com/download/dotnet/10.0, then run this again.' >&2
  exit 1
fi

child=''
results=$PWD/artifacts/test-results
run_id=run-$$

# dotnet runs in a session of its own: an interruption then ends the whole of it, test host included.
run() {
  setsid "$@" &
  child=$!
  local status=0
  wait "$child" || status=$?
  child=''
  return "$status"
}

clean_up() {
  if [[ -n $child ]]; then
    kill -TERM -- "-$child" 2>/dev/null || true
    for _ in {1..50}; do
      kill -0 -- "-$child" 2>/dev/null || break
      sleep 0.1
    done
    kill -KILL -- "-$child" 2>/dev/null || true
  fi
  rm -f -- "$results/$run_id"_*.trx
  stop_postgres
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

if [[ -z ${TABLETLOANS_TEST_POSTGRES:-} ]] && ! start_postgres; then
  if [[ ${TABLETLOANS_REQUIRE_ALL:-} == 1 ]]; then
    echo 'PostgreSQL is not available, and TABLETLOANS_REQUIRE_ALL=1 requires its tests.' >&2
    exit 1
  fi
  echo 'PostgreSQL is not available: its tests will be shown as skipped.'
fi

if ! has_chromium; then
  if [[ ${TABLETLOANS_REQUIRE_ALL:-} == 1 ]]; then
    echo 'Chromium is not available, and TABLETLOANS_REQUIRE_ALL=1 requires its tests.' >&2
    exit 1
  fi
  echo 'Chromium is not available: the tests of the pages in a browser will be shown as skipped.'
fi

run dotnet build TabletLoans.sln -c Release

status=0
run dotnet test TabletLoans.sln -c Release --no-build \
  --results-directory "$results" --logger "trx;LogFilePrefix=$run_id" "$@" || status=$?

# Adds up one counter over the result files: <Counters total="3" executed="2" passed="2" failed="0" … />
count() {
  local name=$1 sum=0 value
  while IFS= read -r value; do
    sum=$((sum + value))
  done < <(grep -hoE '<Counters [^>]*>' "$results/$run_id"_*.trx 2>/dev/null | sed -nE "s/.* $name=\"([0-9]+)\".*/\1/p")
  echo "$sum"
}

if ! compgen -G "$results/$run_id"_*.trx >/dev/null; then
  echo 'dotnet test wrote no result file (its trx logger belongs to this script).' >&2
fi
passed=$(count passed)
failed=$(($(count failed) + $(count error) + $(count timeout) + $(count aborted)))
skipped=$(($(count total) - $(count executed)))

if ((skipped > 0)); then echo "$skipped skipped"; fi
if ((passed + failed == 0)); then
  echo 'No test ran.' >&2
  ((status != 0)) || status=1
elif ((failed > 0 && status == 0)); then
  status=1
fi
echo "$passed passed, $failed failed"
exit "$status"
