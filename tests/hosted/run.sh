#!/usr/bin/env bash
# Checks or tests what the hosted runtime runs, on the Deno version whose level it has. It works on a
# copy of the sources with packages and a cache of its own, so that the project's node_modules stays
# as the newer version made it. That version cannot read deno.lock; exact versions in import_map.json
# and the registry's integrity hashes decide what is installed.
#
# usage: bash tests/hosted/run.sh check|test|deploy FOLDER     FOLDER keeps the copy and the cache
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

command=${1:?check, test or deploy} folder=${2:?a folder for the copy}
if [ "$command" = deploy ]; then
  # The deployment of this checkout itself; what it uploads runs on that version.
  export HOSTED_DENO_DIR=$folder/deno
  exec npx -y deno@2.9.6 test -A tests/hosted
fi
export DENO_DIR=$folder/deno DENO_TLS_CA_STORE=system,mozilla NO_COLOR=1 DENO_NO_UPDATE_CHECK=1
copy=$folder/tree
mkdir -p "$copy"
# Leaves node_modules there from one command to the next, and no file that was removed here.
rm -rf "$copy/shared" "$copy/supabase" "$copy/tests" "$copy/docs"
cp -R shared supabase tests docs deno.json import_map.json "$copy/"
cd "$copy"

deno=(npx -y deno@2.1.4)
case $command in
  check)
    mapfile -t files < <(find shared supabase/functions -name '*.ts' | sort)
    "${deno[@]}" check --no-lock "${files[@]}"
    ;;
  test)
    # Everything but what concerns tools: commands, the architecture, the loopback providers themselves, and
    # what lies beside the folders.
    mapfile -t folders < <(find tests/unit -mindepth 1 -maxdepth 1 -type d \
      ! -name architecture ! -name commands ! -name providers | sort)
    "${deno[@]}" test -A --no-lock "${folders[@]}"
    ;;
  *)
    echo "there is no command \"$command\": use check, test or deploy" >&2
    exit 2
    ;;
esac
