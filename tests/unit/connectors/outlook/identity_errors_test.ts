import assert from "node:assert/strict";
import { identityError } from "../../../../shared/connectors/outlook/live/identity_errors.ts";

function read(status: number, error: string, codes?: number[]) {
  const description = "AADSTS: mira@example.org may not";
  const body = { error, error_description: description, ...(codes && { error_codes: codes }) };
  const { code, remedy, message } = identityError(status, body);
  assert.ok(!message.includes("mira"));
  return [code, remedy.kind];
}

Deno.test("a grant that is over asks the person to link again", () => {
  for (
    const code of [
      700082,
      70008,
      50173,
      70043,
      65001,
      50076,
      50079,
      53003,
      54005,
      500011,
      90094,
      65004,
    ]
  ) {
    assert.deepEqual(read(400, "invalid_grant", [code]), [`aadsts_${code}`, "relink"]);
  }
  assert.deepEqual(read(400, "invalid_grant", [1, 50173]), ["aadsts_50173", "relink"]);
  assert.deepEqual(read(400, "interaction_required", [50076]), ["aadsts_50076", "relink"]);
  assert.deepEqual(read(400, "invalid_grant"), ["invalid_grant", "relink"]);
});

Deno.test("a wrong registration is the operator's to mend, and never asks for a new link", () => {
  for (const code of [7000215, 7000218, 7000222, 700016, 50011, 900144, 9002331]) {
    assert.deepEqual(read(401, "invalid_client", [code]), ["app_registration", "retry"]);
    assert.deepEqual(read(400, "invalid_grant", [code]), ["app_registration", "retry"]);
  }
});

Deno.test("trouble at Microsoft passes, whatever the body says", () => {
  assert.deepEqual(read(503, "invalid_grant", [700082]), ["status_503", "retry"]);
  assert.deepEqual(read(400, "temporarily_unavailable"), ["temporarily_unavailable", "retry"]);
  assert.deepEqual(identityError(429, "<html>", 17).remedy, { kind: "wait", seconds: 17 });
  assert.equal(identityError(400, "<html>").code, "unexpected_answer");
});
