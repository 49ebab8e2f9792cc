import { DatabaseError } from "../../../../shared/database/errors.ts";
import assert from "node:assert/strict";
import type { Client } from "../../../../shared/database/clients.ts";
import { rpcOver } from "../../../../shared/database/rpc.ts";
import { PgVectorStore } from "../../../../shared/vector/pg_vector_store.ts";
import { Timeline } from "../../../../shared/agents/retrieval/timeline.ts";
import { userClient } from "../../../../shared/database/clients.ts";
import { eventId } from "../../../support/evidence.ts";
import { recordedFetch, testConfig } from "../../../support/platform.ts";

const window = { start: new Date("2026-01-05T00:00:00Z"), end: new Date("2026-01-06T00:00:00Z") };
const now = new Date("2026-02-01T00:00:00Z");

function row(number: number) {
  return {
    id: eventId(number),
    source: "slack",
    title: null,
    text_for_embedding: `text ${number}`,
    occurred_at: new Date(window.start.getTime() + number * 1000).toISOString(),
    url: null,
    thread_id: null,
    author: "Mira",
    place: "#launch",
    addressed: number % 2 ? "none" : "mention",
    importance_score: 20,
    by_owner: null,
    automated: false,
  };
}

function timelineOver(client: Client): Timeline {
  const unused = () => Promise.reject(new Error("not asked for"));
  const vectors = new PgVectorStore(rpcOver(client, "public"), unused);
  return new Timeline(client, eventId(99), () => now, vectors);
}

/** A timeline over a Data API that holds so many events, and answers 1,000 at a time, newest first. */
function timelineOf(count: number) {
  const network = recordedFetch((request) => {
    const query = new URL(request.url).searchParams;
    // A keyset names the last row that was read: events that arrive meanwhile shift nothing.
    const last = /id\.lt\.[0-9a-f-]*?0*(\d+)\)/.exec(query.get("or") ?? "")?.[1];
    const newest = last === undefined ? count : Number(last) - 1;
    const size = Math.max(0, Math.min(Number(query.get("limit")), 1000, newest));
    return Response.json(Array.from({ length: size }, (_, index) => row(newest - index)));
  });
  const client = userClient(testConfig(), "token", network.fetch);
  return { timeline: timelineOver(client), requests: network.requests };
}

Deno.test("eventsIn() gives every event of the window in order of time, page after page", async () => {
  for (const count of [0, 1, 999, 1000, 2500]) {
    const { timeline, requests } = timelineOf(count);
    const items = await timeline.eventsIn(window, {});
    assert.deepEqual(
      items.map((item) => item.id),
      Array.from({ length: count }, (_, i) => eventId(i + 1)),
    );
    assert.equal(requests.length, Math.floor(count / 1000) + 1);
  }
});

Deno.test("eventsIn() stops at the newest 5,000", async () => {
  const { timeline, requests } = timelineOf(7000);
  const items = await timeline.eventsIn(window, {});
  assert.equal(items.length, 5000);
  assert.equal(items[0]?.id, eventId(2001));
  assert.equal(items.at(-1)?.id, eventId(7000));
  assert.equal(requests.length, 5);
});

Deno.test("eventsIn() asks for one person, a half-open window, and what has neither gone nor expired", async () => {
  const { timeline, requests } = timelineOf(1);
  await timeline.eventsIn(window, { sources: ["slack", "outlook"] });
  const query = new URL(requests[0]?.url ?? "").searchParams;
  assert.equal(query.get("user_id"), `eq.${eventId(99)}`);
  assert.deepEqual(query.getAll("occurred_at"), [
    "gte.2026-01-05T00:00:00.000Z",
    "lt.2026-01-06T00:00:00.000Z",
  ]);
  assert.equal(query.get("deleted_at"), "is.null");
  assert.equal(query.get("expires_at"), "gt.2026-02-01T00:00:00.000Z");
  assert.equal(query.get("source"), "in.(slack,outlook)");
});

Deno.test("eventsIn() tells who is mentioned, and has a text for an event without one", async () => {
  const { timeline } = timelineOf(2);
  const items = await timeline.eventsIn(window, {});
  assert.deepEqual(items.map(({ author, place, addressed }) => [author, place, addressed]), [
    ["Mira", "#launch", "none"],
    ["Mira", "#launch", "mention"],
  ]);
  const bare = recordedFetch(() => Response.json([{ ...row(1), text_for_embedding: null }]));
  const client = userClient(testConfig(), "token", bare.fetch);
  const [item] = await timelineOver(client).eventsIn(window, {});
  assert.equal(item?.text, "");
});

Deno.test("Timeline throws what the database refuses", async () => {
  const refused = recordedFetch(() =>
    Response.json({ code: "57014", message: "canceling statement" }, { status: 400 })
  );
  const client = userClient(testConfig(), "token", refused.fetch);
  const timeline = timelineOver(client);
  const query = { text: "x", embedding: null, count: 1, now, scope: {} };
  for (
    const read of [
      () => timeline.eventsIn(window, {}),
      () => timeline.statistics(window, { sources: ["slack"] }),
      () => timeline.search(query),
    ]
  ) {
    await assert.rejects(read, (error: unknown) => {
      assert.ok(error instanceof DatabaseError);
      assert.equal(error.code, "57014");
      return true;
    });
  }
});

Deno.test("search() throws when the hits cannot be read", async () => {
  for (const type of ["event", "note"]) {
    const network = recordedFetch((request) =>
      request.url.includes("/rpc/search_hybrid")
        ? Response.json([{
          object_type: type,
          object_id: eventId(1),
          source: null,
          occurred_at: "2026-01-05T00:00:00Z",
          score: 1,
          similarity: null,
          text_rank: 1,
        }])
        : Response.json({ code: "57014", message: "canceling statement" }, { status: 400 })
    );
    const client = userClient(testConfig(), "token", network.fetch);
    const timeline = timelineOver(client);
    await assert.rejects(
      timeline.search({ text: "x", embedding: null, count: 1, now, scope: {} }),
      {
        name: "DatabaseError",
        operation: `read ${type}s`,
      },
    );
  }
});
