import assert from "node:assert/strict";
import { createServices } from "../../../shared/apps/services.ts";
import {
  recordedFetch,
  SECRET_KEY,
  signToken,
  testConfig,
  USER_ID,
  withinRateLimit,
} from "../../support/platform.ts";

const window = { window_start: "2026-01-01T00:00:00Z", window_end: "2026-01-02T00:00:00Z" };

Deno.test("createServices() reaches the database as the person or as the service", async () => {
  const { fetch, requests } = recordedFetch(withinRateLimit);
  const services = createServices(testConfig(), { fetch });
  const token = await signToken();
  const user = await services.verifyUser(`Bearer ${token}`);
  assert.deepEqual(user, { id: USER_ID, token, clientId: null });
  await services.as(user).from("events").select("id");
  await services.internal("coverage", { for_user: USER_ID });
  await services.service.rpc("timeline_statistics", window);
  assert.deepEqual(
    requests.map(({ headers }) => [
      headers.get("authorization"),
      headers.get("apikey") === SECRET_KEY,
      headers.get("content-profile"),
    ]),
    [[`Bearer ${token}`, false, null], [null, true, "internal"], [null, true, "public"]],
  );
  assert.equal(services.fetch, fetch);
});
