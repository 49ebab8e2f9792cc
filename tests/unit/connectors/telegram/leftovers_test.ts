import assert from "node:assert/strict";
import { setImmediate } from "node:timers";
import { ConnectorError, type StoredCursor } from "../../../../shared/connectors/connector.ts";
import { pullTelegram } from "../../../../shared/connectors/telegram/live/pull.ts";
import { type Fault, floodWait, SESSION_REVOKED } from "../../../providers/telegram/faults.ts";
import { trust } from "../../../providers/telegram/loopback.ts";
import { DataCentre } from "../../../providers/telegram/server.ts";
import { libraryClient, sessionOf } from "../../../support/telegram_client.ts";

const [MIRA, ANA] = [7001, 7002];
const PHONE = "15550001111";

/** Timers that were started and neither ran nor were ended. */
function countTimers(): { left: () => number } & Disposable {
  const { setTimeout: start, clearTimeout: end, setInterval: repeat, clearInterval: stop } =
    globalThis;
  const running = new Set<unknown>();
  globalThis.setTimeout = ((work: () => void, ...rest: [number?]) => {
    const timer = start(() => {
      running.delete(timer);
      work();
    }, ...rest);
    running.add(timer);
    return timer;
  }) as typeof globalThis.setTimeout;
  globalThis.setInterval = ((work: () => void, ...rest: [number?]) => {
    const timer = repeat(work, ...rest);
    running.add(timer);
    return timer;
  }) as typeof globalThis.setInterval;
  globalThis.clearTimeout = ((timer: ReturnType<typeof start>) => {
    running.delete(timer);
    end(timer);
  }) as typeof globalThis.clearTimeout;
  globalThis.clearInterval = ((timer: ReturnType<typeof repeat>) => {
    running.delete(timer);
    stop(timer);
  }) as typeof globalThis.clearInterval;
  return {
    left: () => running.size,
    [Symbol.dispose]() {
      globalThis.setTimeout = start;
      globalThis.clearTimeout = end;
      globalThis.setInterval = repeat;
      globalThis.clearInterval = stop;
    },
  };
}

/** Resolves when the server has seen the end of every connection. */
async function allClosed(centre: DataCentre): Promise<void> {
  while (centre.openConnections > 0) await new Promise((done) => setImmediate(done));
}

interface Case {
  name: string;
  fault?: Fault;
  /** Whether the reading's time ends during a call. */
  cut?: boolean;
  /** Whether whoever asks stops asking after a page. */
  leave?: boolean;
  ends: string;
}

const never = Promise.withResolvers<void>();
const CASES: Case[] = [
  { name: "read to the end", ends: "read" },
  { name: "left by whoever asks", leave: true, ends: "read" },
  {
    name: "cut in the middle of a call",
    fault: { slow: never.promise },
    cut: true,
    ends: "AbortError",
  },
  { name: "told to wait", fault: floodWait(60), ends: "flood_wait" },
  { name: "dropped", fault: { drop: true }, ends: "unavailable" },
  { name: "forgotten by the data centre", fault: { transport: -404 }, ends: "auth_key_forgotten" },
  { name: "revoked", fault: SESSION_REVOKED, ends: "session_revoked" },
];

for (const { name, fault, cut, leave, ends } of CASES) {
  // Sanitizers stay on: they count what the counters below cannot see.
  Deno.test(`A reading that was ${name} leaves no socket and no timer`, async () => {
    await using centre = await DataCentre.start();
    using _trusted = trust(centre);
    const { accounts, world } = centre;
    accounts.add({ id: MIRA, phone: PHONE, firstName: "Mira" });
    world.addPerson({ id: ANA, firstName: "Ana" });
    world.say({ kind: "private", people: [MIRA, ANA] }, ANA, "hello");
    const client = libraryClient(centre);
    const session = await sessionOf(centre, client, PHONE);
    await allClosed(centre);
    const end = new AbortController();
    centre.fault = (method) => {
      if (method !== "messages.GetHistory" || !fault) return null;
      // The call is on its way, and nobody answers it.
      if (cut) queueMicrotask(() => end.abort());
      return fault;
    };
    using timers = countTimers();
    const ended = await pull();
    assert.equal(ended, ends);
    assert.equal(timers.left(), 0);
    await allClosed(centre);

    async function pull(): Promise<string> {
      const account = {
        id: "a",
        userId: "u",
        provider: "telegram" as const,
        providerAccountId: String(MIRA),
        metadata: { name: "Mira" },
      };
      const dependencies = {
        session: () => Promise.resolve(session),
        client: () => Promise.resolve(client),
        now: () => new Date(),
        initialDays: 30,
      };
      const cursors: StoredCursor[] = [];
      try {
        for await (
          const _ of pullTelegram(dependencies, account, cursors, { signal: end.signal })
        ) {
          if (leave) break;
        }
        return "read";
      } catch (error) {
        if (error instanceof ConnectorError) return error.code;
        if (error instanceof DOMException) return error.name;
        throw error;
      }
    }
  });
}
