# shellcheck shell=bash
# A private PostgreSQL for tests and measurements. To be sourced:
#
#   source scripts/postgres.sh
#   start_postgres            # fast: nothing is flushed to disk
#   start_postgres durable    # PostgreSQL's own settings for durability
#   stop_postgres             # also done when the shell exits or is interrupted
#
# start_postgres exports TABLETLOANS_TEST_POSTGRES, an Npgsql connection string. Anyone on this machine
# can reach the cluster while it runs: put nothing in it that matters.

_postgres_dir=''
_postgres_bin=''
_postgres_user=''
_postgres_mode=''
_postgres_traps_set=''

start_postgres() {
  local mode=${1:-fast}
  if [[ $mode != fast && $mode != durable ]]; then
    echo "start_postgres: unknown argument '$mode' (expected nothing, or 'durable')." >&2
    return 2
  fi
  if [[ -n $_postgres_dir ]]; then
    if [[ $mode == "$_postgres_mode" ]] && _postgres pg_ctl status -D "$_postgres_dir/data" >/dev/null 2>&1; then
      return 0
    fi
    stop_postgres
  fi

  _postgres_set_traps
  _postgres_find || { _postgres_install && _postgres_find; } || return 1
  if _postgres_make_folder && _postgres_init "$mode" && _postgres_start; then
    _postgres_mode=$mode
    export TABLETLOANS_TEST_POSTGRES
    echo "PostgreSQL is ready: $TABLETLOANS_TEST_POSTGRES"
    return 0
  fi
  stop_postgres
  return 1
}

stop_postgres() {
  [[ -n $_postgres_dir ]] || return 0
  local dir=$_postgres_dir pid=''
  if [[ -e $dir/data/postmaster.pid ]]; then
    pid=$(head -n 1 "$dir/data/postmaster.pid" 2>/dev/null) || pid=''
    if ! _postgres pg_ctl stop -D "$dir/data" -m immediate -t 20 -s >/dev/null 2>&1 &&
      [[ $pid =~ ^[0-9]+$ && -e $dir/data/postmaster.pid ]]; then
      kill -KILL "$pid" 2>/dev/null || true
    fi
  fi
  rm -rf -- "$dir"
  _postgres_dir=''
  _postgres_mode=''
  unset TABLETLOANS_TEST_POSTGRES
}

# Runs one of PostgreSQL's programs: never as root, which they refuse; in a session of its own, so that
# Ctrl-C cannot leave a half-started server behind; and free of the caller's PG* variables and locale.
_postgres() {
  local program=$1
  shift
  local as=()
  [[ -z $_postgres_user ]] || as=(runuser -u "$_postgres_user" --)
  (
    cd /
    unset "${!PG@}"
    exec setsid --wait "${as[@]}" env LC_ALL=C.UTF-8 "$_postgres_bin/$program" "$@"
  )
}

# Sets _postgres_bin: the newest of Debian's versions, else what PATH offers.
_postgres_find() {
  local candidate found=''
  while IFS= read -r candidate; do
    [[ -x $candidate/initdb && -x $candidate/pg_ctl && -x $candidate/postgres ]] && found=$candidate
  done < <(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V)
  if [[ -z $found ]] && candidate=$(command -v initdb); then
    candidate=$(dirname "$(readlink -f "$candidate")")
    [[ -x $candidate/pg_ctl && -x $candidate/postgres ]] && found=$candidate
  fi
  [[ -n $found ]] || return 1
  _postgres_bin=$found

  _postgres_user=''
  if [[ $(id -u) -eq 0 ]]; then
    _postgres_user=nobody
    if getent passwd postgres >/dev/null; then _postgres_user=postgres; fi
  fi
}

# Installs Debian's package without the system cluster that it would otherwise create and start.
_postgres_install() {
  local as_root=() output
  if ! command -v apt-get >/dev/null; then
    echo 'PostgreSQL was not found, and there is no apt-get to install it with.' >&2
    return 1
  fi
  if [[ $(id -u) -ne 0 ]]; then
    if ! command -v sudo >/dev/null; then
      echo 'PostgreSQL was not found, and installing it needs root or sudo (apt-get install postgresql).' >&2
      return 1
    fi
    as_root=(sudo)
    [[ -t 0 ]] || as_root=(sudo -n)
  fi
  echo "PostgreSQL was not found: installing Debian's package."
  # shellcheck disable=SC2016
  if ! output=$("${as_root[@]}" bash -c '
    set -eu
    conf=/etc/postgresql-common/createcluster.d/tabletloans.conf
    mkdir -p "${conf%/*}"
    trap "rm -f $conf" EXIT
    echo "create_main_cluster = false" > "$conf"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq || true
    apt-get install -y -qq --no-install-recommends postgresql
  ' </dev/null 2>&1); then
    printf '%s\n' "$output" | tail -n 20 >&2
    echo 'PostgreSQL could not be installed (apt-get install postgresql).' >&2
    return 1
  fi
}

_postgres_make_folder() {
  _postgres_dir=$(mktemp -d "${TMPDIR:-/tmp}/tabletloans-postgres.XXXXXX") || return 1
  [[ -n $_postgres_user ]] || return 0
  chown "$_postgres_user" "$_postgres_dir" || return 1
  if ! runuser -u "$_postgres_user" -- test -w "$_postgres_dir"; then
    # TMPDIR lies where that user may not go.
    rmdir "$_postgres_dir"
    _postgres_dir=$(mktemp -d /tmp/tabletloans-postgres.XXXXXX) || return 1
    chown "$_postgres_user" "$_postgres_dir" || return 1
  fi
}

_postgres_init() {
  local mode=$1 data=$_postgres_dir/data output
  if ! output=$(_postgres initdb -D "$data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync 2>&1); then
    printf 'initdb failed:\n%s\n' "$output" >&2
    return 1
  fi
  {
    echo "listen_addresses = '127.0.0.1'"
    echo "unix_socket_directories = ''"
    echo 'max_connections = 300'
    if [[ $mode == fast ]]; then
      echo 'fsync = off'
      echo 'synchronous_commit = off'
      echo 'full_page_writes = off'
    fi
  } >>"$data/postgresql.conf"
  echo 'host all all 127.0.0.1/32 trust' >"$data/pg_hba.conf"
}

# Starts on a random loopback port below the ephemeral range, and on another if somebody was quicker.
_postgres_start() {
  local attempt port log=$_postgres_dir/log
  for attempt in {1..20}; do
    port=$((20000 + RANDOM % 12000))
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then continue; fi
    if _postgres pg_ctl start -D "$_postgres_dir/data" -l "$log" -o "-p $port" -w -t 60 -s >/dev/null 2>&1; then
      TABLETLOANS_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=postgres;Database=postgres"
      return 0
    fi
    grep -qs 'could not bind' "$log" || break
    mv "$log" "$log.$attempt"
  done
  echo 'PostgreSQL did not start:' >&2
  tail -n 20 "$log" >&2 || true
  return 1
}

# Stops the cluster when the shell ends, before whatever the caller had already asked for; INT, TERM and HUP
# are left to the caller when it handles them, and otherwise end the shell, which runs the EXIT trap.
_postgres_set_traps() {
  [[ -z $_postgres_traps_set ]] || return 0
  _postgres_traps_set=1
  local listed previous=''
  listed=$(trap -p EXIT)
  if [[ -n $listed ]]; then
    eval "set -- $listed"
    previous=$3
  fi
  # shellcheck disable=SC2064
  trap -- "_postgres_on_exit && :"$'\n'"$previous" EXIT
  [[ -n $(trap -p INT) ]] || trap 'exit 130' INT
  [[ -n $(trap -p TERM) ]] || trap 'exit 143' TERM
  [[ -n $(trap -p HUP) ]] || trap 'exit 129' HUP
}

_postgres_on_exit() {
  local status=$?
  stop_postgres
  return "$status"
}
