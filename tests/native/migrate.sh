#!/usr/bin/env bash
# Applies supabase/migrations to a database as a hosted project gets them: by the Supabase CLI.
#
# usage: tests/native/migrate.sh URL
set -euo pipefail

url=${1:-}
if [ -z "$url" ]; then
  echo "usage: tests/native/migrate.sh URL" >&2
  exit 2
fi
# A disposable server has no certificate, and the CLI asks for TLS unless it is told not to.
case $url in
  *sslmode=*) ;;
  *\?*) url="$url&sslmode=disable" ;;
  *) url="$url?sslmode=disable" ;;
esac
exec "$(dirname "${BASH_SOURCE[0]}")/supabase.sh" db push --yes --remote="$url"
