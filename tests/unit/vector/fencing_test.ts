import assert from "node:assert/strict";
import fc from "fast-check";
import { storeFenced } from "../../../shared/vector/fencing.ts";
import { type EmbeddedObject, refKey, type Stored } from "../../../shared/vector/vector_store.ts";

const base = {
  userId: "u",
  objectType: "note" as const,
  objectId: "n",
  model: "m",
  chunks: [[1]],
  source: null,
  occurredAt: "2026-01-01T00:00:00Z",
  expiresAt: null,
};

Deno.test("storeFenced() converges however workers, changes and deletions interleave", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.constantFrom("change" as const, "delete" as const), { maxLength: 3 }),
      async (s, happenings) => {
        let version: number | null = 1;
        let stored: EmbeddedObject | null = null;
        const versions = {
          versionsOf: s.scheduleFunction(() =>
            Promise.resolve(new Map(version === null ? [] : [[refKey(base), `${version}`]]))
          ),
        };
        const store = {
          write: s.scheduleFunction((objects: EmbeddedObject[]) => {
            stored = objects[0] ?? null;
            return Promise.resolve(1);
          }),
          forget: s.scheduleFunction(() => {
            const chunks = stored === null ? 0 : 1;
            stored = null;
            return Promise.resolve(chunks);
          }),
        };
        const read = s.scheduleFunction(() => Promise.resolve(version));

        /** One message of the queue: read, store, and look again at what is left out. */
        const work = async (): Promise<void> => {
          const seen = await read();
          if (seen === null) {
            if (await store.forget() > 0) await work();
            return;
          }
          if (stored?.version === `${seen}`) return;
          const object = { ...base, contentHash: "h", version: `${seen}` };
          const result: Stored = await storeFenced(store, versions, [object]);
          if (result.leftOut.length > 0) await work();
        };
        const running = [work(), work()];
        for (const happening of happenings) {
          const change = s.schedule(Promise.resolve()).then(() => {
            version = happening === "delete" ? null : (version ?? 1) + 1;
            running.push(work());
          });
          running.push(change);
        }
        await s.waitIdle();
        for (let i = 0; i < running.length; i++) await running[i];
        const current = version === null ? undefined : `${version}`;
        assert.equal((stored as EmbeddedObject | null)?.version, current);
      },
    ),
    { numRuns: 300 },
  );
});
