import assert from "node:assert/strict";
import { fixture, IMMUTABLE } from "./outlook_fixture.ts";

Deno.test("a batch answers each of its requests by itself, four at a time", async () => {
  await using given = await fixture();
  const { server, ask, refusal } = given;
  const mails = Array.from({ length: 19 }, () => server.mailbox().arrive());
  const post = (requests: unknown[]): RequestInit => ({
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ requests }),
  });
  const one = (id: string, key: string) => ({
    id,
    method: "GET",
    url: `/me/messages/${key}?$select=id`,
    headers: { Prefer: IMMUTABLE },
  });
  const gone = mails[0]?.key ?? "";
  server.mailbox().remove(gone);
  const requests = [...mails.map(({ key }, index) => one(`${index}`, key)), one("x", "not-an-id")];
  const { responses } = await (await ask("$batch", post(requests))).json();
  const statuses = responses.map(({ status }: { status: number }) => status);
  assert.deepEqual(statuses, [404, ...Array(18).fill(200), 400]);
  assert.equal(responses[18].body.id, mails[18]?.key);
  assert.equal(server.graph.throttle(server.person.id).peak, 4);
  const twice = [one("a", gone), one("A", gone)];
  const many = Array.from({ length: 21 }, (_, index) => one(`${index}`, gone));
  for (const wrong of [[], twice, many, [{ id: "1" }]]) {
    assert.deepEqual(await refusal("$batch", post(wrong)), [400, "BadRequest"]);
  }
});
