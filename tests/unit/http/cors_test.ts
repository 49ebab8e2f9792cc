import assert from "node:assert/strict";
import { corsHeaders } from "@supabase/supabase-js/cors";
import { CLIENT_HEADERS, createFunctionApp } from "../../../shared/http/app.ts";
import { testPlatform, withinRateLimit } from "../../support/platform.ts";

Deno.test("createFunctionApp() lets pages of this machine in while it is developed on, and no other", async () => {
  const answer = async (environment: string, origin: string) => {
    const app = createFunctionApp(
      "things",
      testPlatform(withinRateLimit, { ENVIRONMENT: environment }).services,
    );
    const response = await app.request("http://127.0.0.1/things", { headers: { origin } });
    return response.headers.get("access-control-allow-origin");
  };
  for (const origin of ["http://localhost:5173", "https://127.0.0.1", "http://[::1]:3000"]) {
    assert.equal(await answer("development", origin), origin);
    assert.equal(await answer("test", origin), null);
  }
  for (const origin of ["http://localhost.evil.example", "http://evil.example:80", "null"]) {
    assert.equal(await answer("development", origin), null, origin);
  }
});

Deno.test("createFunctionApp() allows every header that the pinned supabase-js sends", () => {
  const sent = (corsHeaders["Access-Control-Allow-Headers"] ?? "").split(", ");
  assert.ok(sent.length > 4);
  for (const header of sent) assert.ok(CLIENT_HEADERS.includes(header), header);
});

Deno.test("createFunctionApp() lets a page send and read what conditional and repeated requests need", async () => {
  const app = createFunctionApp(
    "things",
    testPlatform(withinRateLimit, { ENVIRONMENT: "development" }).services,
  );
  const asked = (method: string) =>
    app.request("http://127.0.0.1/things", {
      method,
      headers: { origin: "http://localhost:3000", "access-control-request-method": "PATCH" },
    });
  const allowed = (await asked("OPTIONS")).headers.get("access-control-allow-headers") ?? "";
  for (const header of ["if-match", "idempotency-key"]) assert.ok(allowed.includes(header), header);
  const shown = (await asked("GET")).headers.get("access-control-expose-headers") ?? "";
  for (const header of ["etag", "retry-after", "ratelimit", "ratelimit-policy"]) {
    assert.ok(shown.split(",").includes(header), header);
  }
});
