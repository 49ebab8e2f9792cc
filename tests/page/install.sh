#!/usr/bin/env bash
# Installs Debian's Chromium, in which the page is tested, where it is missing. Idempotent.
#
# usage: tests/page/install.sh [--install]
# It is installed with --install or PROMETHEUS_INSTALL=1, or after a question on a terminal.
set -euo pipefail

browser=${CHROMIUM:-/usr/bin/chromium}

say() { printf 'page: %s\n' "$*" >&2; }
die() { printf 'page: %s\n' "$*" >&2; exit 1; }

# RUNLEVEL=1 keeps packages from starting services of their own.
apt() {
  DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
    apt-get -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 -qq "$@" >&2
}

case "${1:-}" in
  "") ;;
  --install) PROMETHEUS_INSTALL=1 ;;
  *) die "usage: tests/page/install.sh [--install]" ;;
esac
[ -x "$browser" ] && exit 0
[ -n "${CHROMIUM:-}" ] && die "there is no browser at $browser, which CHROMIUM names"
[ "$(id -u)" = 0 ] ||
  die "installing Chromium needs root: run tests/page/install.sh once as root, or name a Chromium in CHROMIUM"
command -v apt-get >/dev/null ||
  die "no apt-get here: install Chromium and name it in CHROMIUM"
if [ "${PROMETHEUS_INSTALL:-}" != 1 ]; then
  say "this installs a Debian package on this machine: chromium"
  answer=no
  if [ -t 0 ] && [ -t 2 ]; then read -r -p "page: install it? [y/N] " answer; fi
  [[ $answer == [yY]* ]] || die "nothing was installed; agree to it with --install"
fi
say "installing Chromium (about a minute, once)"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# A font besides, for what the page draws with; without one no text has a size.
if ! { apt update && apt install -y --no-install-recommends chromium fonts-dejavu-core; } 2>"$log"; then
  cat "$log" >&2
  die "apt-get could not install chromium"
fi
[ -x "$browser" ] || die "the package is installed, but there is no $browser"
