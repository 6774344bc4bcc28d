#!/usr/bin/env bash
# Runs the walkthrough of README.md, line for line, against a running service; stops at any surprise.
#   scripts/walkthrough.sh [directory.csv]
# BASE is the service's address; DATA its data folder (or set ConnectionStrings__TabletLoans as for the service).
set -euo pipefail
DIRECTORY=$(realpath "${1:-$(dirname "$0")/../samples/annuaire.csv}")
cd "$(dirname "$0")/.."

BASE=${BASE:-http://127.0.0.1:5080}
DATA=${DATA:-data}
SLUG=essai-$(date +%s)-$$
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

curl --silent --fail --output /dev/null "$BASE/health/ready" ||
  { echo "No service answers at $BASE. Start it first: dotnet run --project src/TabletLoans -c Release -- --demo" >&2; exit 1; }

# The blocks marked `bash walkthrough` are the script: the README cannot say one thing and the check another.
awk '/^```bash walkthrough$/ { inside = 1; next } /^```$/ { inside = 0 } inside' README.md > "$WORK/walkthrough.sh"
[ -s "$WORK/walkthrough.sh" ] || { echo "README.md holds no walkthrough" >&2; exit 1; }
# shellcheck source=/dev/null
source "$WORK/walkthrough.sh" > "$WORK/answers"
echo "The walkthrough passed: $(wc -l < "$WORK/answers") lines of answers, no surprise."
