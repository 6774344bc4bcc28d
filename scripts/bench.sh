#!/usr/bin/env bash
# Measures the service beside a bare minimal API on the same queries, on SQLite and on a private durable PostgreSQL.
#
#   scripts/bench.sh [--quick] [sqlite|postgres] [--devices N] [--seconds S] [--clients N] [--only device|page|lend]
#
# Prints a Markdown table; the exit status is not 0 when a request got an unexpected answer.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/postgres.sh

child=''
work=$(mktemp -d "${TMPDIR:-/tmp}/tabletloans-bench.XXXXXX")

# The runner and the services that it starts are one session: an interruption ends the whole of it.
clean_up() {
  if [[ -n $child ]]; then kill -KILL -- "-$child" 2>/dev/null || true; fi
  rm -rf -- "$work"
  stop_postgres
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

dotnet build tests/TabletLoans.Benchmarks -c Release -v quiet -nologo
if [[ " $* " != *' sqlite '* && -z ${TABLETLOANS_TEST_POSTGRES:-} ]]; then start_postgres durable; fi

setsid dotnet exec artifacts/bin/TabletLoans.Benchmarks/release/TabletLoans.Benchmarks.dll --work "$work" "$@" &
child=$!
wait "$child"
