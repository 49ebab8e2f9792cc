#!/usr/bin/env bash
# A disposable native Postgres 17 for tests and measurements.
#
# usage: tests/native/postgres.sh start|url|stop
#   start  installs what is missing, starts the server (or finds it running), prints its URL
#   url    prints the URL of the running server; fails when there is none
#   stop   stops this server and removes its data
#
# The cluster lives in a temporary folder and listens on a free loopback port only. Where it is
# stands in $PROMETHEUS_PG_STATE (default .prometheus/native), so that several can run side by side.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
bindir=/usr/lib/postgresql/17/bin
state_dir=${PROMETHEUS_PG_STATE:-$root/.prometheus/native}
case $state_dir in /*) ;; *) state_dir=$PWD/$state_dir ;; esac
state=$state_dir/server
marker=prometheus-native-postgres

say() { printf 'native: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# Postgres refuses to run as root. The working directory may be closed to user postgres: hence /.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then (cd / && exec runuser -u postgres -- "$@"); else (cd / && exec "$@"); fi
}

# Reads the state file into home, port and password. Fails when there is no cluster of ours.
load() {
  [ -f "$state" ] || return 1
  { read -r home && read -r port && read -r password; } <"$state" || return 1
  [ -f "$home/$marker" ]
}

url() {
  printf 'postgresql://postgres:%s@127.0.0.1:%s/postgres?sslmode=disable\n' "$password" "$port"
}

# True when the server that answers on the port is the one in our folder.
answers() {
  [ "$("$bindir/psql" -XAtq "$(url)" -c 'show data_directory' 2>/dev/null)" = "$home/data" ]
}

free_port() {
  node -e 'const s = require("node:net").createServer();
    s.listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); });'
}

# A quarter of the memory for the shared buffers, at most 8 GiB: the vectors of the largest bench
# and their index stay resident on a 24 GiB machine. Durability settings stay at their defaults,
# because the fault tests and the job benchmarks are about them.
settings() {
  local total buffers maintenance
  total=$(awk '/^MemTotal/ { print int($2 / 1024) }' /proc/meminfo)
  buffers=$((total / 4 < 128 ? 128 : total / 4 > 8192 ? 8192 : total / 4))
  maintenance=$((total / 12 < 64 ? 64 : total / 12 > 2048 ? 2048 : total / 12))
  cat <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = '$home'
shared_preload_libraries = 'pg_cron'
cron.database_name = 'postgres'
cron.use_background_workers = on
cron.log_statement = off
max_worker_processes = 24
max_connections = 120
shared_buffers = '${buffers}MB'
effective_cache_size = '$((total * 6 / 10))MB'
maintenance_work_mem = '${maintenance}MB'
work_mem = '32MB'
max_wal_size = '4GB'
synchronous_commit = on
timezone = 'UTC'
log_timezone = 'UTC'
CONF
}

create() {
  home=$(mktemp -d "${TMPDIR:-/tmp}/prometheus-postgres.XXXXXX")
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  touch "$home/$marker"
  printf '%s' "$password" >"$home/password"
  chmod 0600 "$home/password"
  [ "$(id -u)" != 0 ] || chown -R postgres "$home"
  if ! as_postgres "$bindir/initdb" -D "$home/data" --username=postgres --pwfile="$home/password" \
    --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 >"$home/initdb.log" 2>&1; then
    cat "$home/initdb.log" >&2
    rm -rf "$home"
    die "initdb failed"
  fi
  rm -f "$home/password"
  settings >>"$home/data/postgresql.conf"
}

# The port is chosen just before the start; another process may still take it in between. After a
# killed server, its last children may hold the folder for some seconds.
launch() {
  local attempt
  for attempt in $(seq 1 15); do
    [ -n "${port:-}" ] || port=$(free_port)
    if as_postgres "$bindir/pg_ctl" -D "$home/data" -o "-p $port" -l "$home/log" -w -t 60 start \
      >/dev/null 2>&1 </dev/null 9>&-; then
      return
    fi
    say "no server on port $port yet (attempt $attempt)"
    if tail -n 10 "$home/log" | grep -q 'could not bind'; then port=; else sleep 1; fi
  done
  tail -n 20 "$home/log" >&2
  die "the server did not start; its log is above"
}

start() {
  "$here/install.sh"
  if load; then
    if answers; then url; return; fi
    say "the server in $home is down: starting it again"
  else
    port=
    create
  fi
  launch
  (umask 077 && printf '%s\n%s\n%s\n' "$home" "$port" "$password" >"$state.new")
  mv "$state.new" "$state"
  answers || die "a server started in $home, but does not answer on port $port"
  url
}

stop() {
  if ! load; then
    rm -f "$state"
    say "nothing to stop"
    return
  fi
  local mode
  for mode in fast immediate immediate; do
    as_postgres "$bindir/pg_ctl" -D "$home/data" status >/dev/null 2>&1 || break
    as_postgres "$bindir/pg_ctl" -D "$home/data" -m "$mode" -w -t 30 stop >/dev/null 2>&1 || sleep 1
  done
  if as_postgres "$bindir/pg_ctl" -D "$home/data" status >/dev/null 2>&1; then
    die "the server in $home does not stop; its log is $home/log"
  fi
  rm -rf "$home"
  rm -f "$state"
}

# One start or stop at a time for each state folder: the second waits and finds the first's server.
locked() {
  mkdir -p "$state_dir"
  exec 9>"$state_dir/lock"
  flock -w 300 9 || die "another start or stop holds $state_dir/lock for 5 minutes"
  "$@"
}

case "${1:-}" in
  start | stop) locked "$1" ;;
  url)
    if ! load || ! answers; then
      die "no server is running: start one with tests/native/postgres.sh start"
    fi
    url
    ;;
  *) die "usage: tests/native/postgres.sh start|url|stop" ;;
esac
