#!/usr/bin/env bash
# docs/openapi.json as others read it: two linters find nothing in it, and the types that a client
# generator makes of it fit calls of the API, and refuse wrong ones.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
client=$(mktemp -d)
trap 'rm -rf "$client"' EXIT

npx -y @redocly/cli@2.77.0 lint docs/openapi.json --max-problems 50 2>&1 | tee "$client/redocly"
# It ends with 0 after warnings, too.
if grep -qE "[0-9]+ warning" "$client/redocly"; then exit 1; fi
npx -y @stoplight/spectral-cli@6.16.3 lint --fail-severity hint --ruleset tests/openapi/spectral.yaml docs/openapi.json

npx -y openapi-typescript@7.13.0 docs/openapi.json -o "$client/api.ts"
cat >"$client/call.ts" <<'TS'
import type { paths } from "./api.ts";

type Create = paths["/functions/v1/tasks"]["post"];
type Task = Create["responses"][201]["content"]["application/json"];

export async function addTask(url: string, token: string, title: string): Promise<Task> {
  const body: Create["requestBody"]["content"]["application/json"] = { title, priority: "high" };
  const headers: Create["parameters"]["header"] = { "idempotency-key": crypto.randomUUID() };
  const response = await fetch(`${url}/functions/v1/tasks`, {
    method: "POST",
    headers: { ...headers, authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return await response.json();
}

// @ts-expect-error: no such priority
export const wrong: Create["requestBody"]["content"]["application/json"] = { title: "x", priority: "urgent" };
TS
npx -y deno@2.9.6 check --no-config "$client/call.ts"
echo "docs/openapi.json: no findings, and its types fit a call"
