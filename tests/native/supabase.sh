#!/usr/bin/env bash
# The Supabase CLI in the one version that this project uses, from npm, run in the project folder
# (it reads supabase/config.toml there), without usage reports and without questions.
#
# usage: tests/native/supabase.sh ARGUMENTS...
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export DO_NOT_TRACK=1 npm_config_loglevel=error npm_config_update_notifier=false
exec npx -y supabase@3.1.0 "$@" </dev/null
