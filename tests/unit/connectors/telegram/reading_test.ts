import assert from "node:assert/strict";
import { z } from "zod";
import {
  type PeerAddress,
  type TelegramConnection,
  TelegramError,
  type TelegramFailure,
} from "../../../../shared/connectors/telegram/port.ts";
import { trust } from "../../../providers/telegram/loopback.ts";
import { DataCentre } from "../../../providers/telegram/server.ts";
import { libraryClient, sessionOf } from "../../../support/telegram_client.ts";

const [MIRA, ANA] = [7001, 7002];
const PHONE = "15550001111";

const Found = z.object({
  messages: z.array(z.object({ id: z.number(), message: z.string().optional(), _: z.string() })),
  users: z.array(z.object({ id: z.string(), accessHash: z.string() })),
  chats: z.array(z.object({ id: z.string(), accessHash: z.string().optional() })),
});
const State = z.object({ pts: z.number(), qts: z.number(), date: z.number() });
const Difference = z.object({
  _: z.string(),
  newMessages: z.array(z.object({ _: z.string(), message: z.string().optional() })).optional(),
  otherUpdates: z.array(z.object({ _: z.string() })).optional(),
});
const namesOf = (answer: unknown) => {
  const { _, newMessages = [], otherUpdates = [] } = Difference.parse(answer);
  return [
    _,
    ...newMessages.map(({ _, message }) => message ?? _),
    ...otherUpdates.map(({ _ }) => _),
  ];
};

/** Sanitizers stay on: a closed connection leaves no socket and no timer. */
const connected = (
  name: string,
  work: (centre: DataCentre, connection: TelegramConnection) => Promise<void>,
) =>
  Deno.test(name, async () => {
    await using centre = await DataCentre.start();
    using _trusted = trust(centre);
    centre.accounts.add({ id: MIRA, phone: PHONE, firstName: "Mira" });
    centre.world.addPerson({ id: ANA, firstName: "Ana" });
    const client = libraryClient(centre);
    const connection = await client.connect(await sessionOf(centre, client, PHONE));
    try {
      await work(centre, connection);
    } finally {
      await connection.close();
    }
    assert.deepEqual(centre.violations, []);
  });

connected("A connection reads dialogs, histories and single messages", async (centre, reading) => {
  const chat = { kind: "private", people: [MIRA, ANA] } as const;
  for (const text of ["one", "two", "three"]) centre.world.say(chat, ANA, text);
  const group = centre.world.addChannel(50, "Launch", [MIRA, ANA]);
  centre.world.say(group, ANA, "We ship");
  const { users, chats } = Found.parse(await reading.dialogs(null));
  const ana = users.find(({ id }) => id === String(ANA));
  const peer: PeerAddress = { kind: "user", id: String(ANA), accessHash: ana?.accessHash ?? null };
  const first = Found.parse(await reading.history(peer, 0, 2)).messages;
  assert.deepEqual(first.map(({ message }) => message), ["three", "two"]);
  const rest = Found.parse(await reading.history(peer, first.at(-1)?.id ?? 0, 2)).messages;
  assert.deepEqual(rest.map(({ message }) => message), ["one"]);
  const ids = [first[0]?.id ?? 0, 999];
  const asked = Found.parse(await reading.messages(peer, ids)).messages;
  assert.deepEqual(asked.map(({ _ }) => _), ["Message", "MessageEmpty"]);
  const hash = chats.find(({ id }) => id === "50")?.accessHash ?? null;
  const launch: PeerAddress = { kind: "channel", id: "50", accessHash: hash };
  const said = Found.parse(await reading.history(launch, 0, 1)).messages[0];
  assert.equal(said?.message, "We ship");
  assert.equal(Found.parse(await reading.messages(launch, [said?.id ?? 0])).messages.length, 1);
  assert.deepEqual(namesOf(await reading.channelDifference(launch, 1)).at(-1), "We ship");
  assert.ok(!centre.calls.some((call) => /read/i.test(call)), "nothing is marked as read");
});

connected("A connection reads what came after a state", async (centre, reading) => {
  const chat = { kind: "private", people: [MIRA, ANA] } as const;
  const gone = centre.world.say(chat, ANA, "gone soon");
  const state = State.parse(await reading.state());
  const { pts, qts, date } = state;
  centre.world.say(chat, ANA, "new");
  centre.world.delete([gone]);
  assert.deepEqual(namesOf(await reading.difference({ pts, qts, date })), [
    "updates.Difference",
    "new",
    "UpdateDeleteMessages",
  ]);
});

connected(
  "A refusal says whether to wait, to link again or to leave a chat",
  async (centre, reading) => {
    const cases: [number, string, TelegramFailure, number?][] = [
      [420, "FLOOD_WAIT_9", "flood", 9],
      [401, "SESSION_REVOKED", "relink"],
      [406, "AUTH_KEY_DUPLICATED", "relink"],
      [500, "PERSISTENT_TIMESTAMP_OUTDATED", "unavailable"],
      [400, "CHANNEL_PRIVATE", "chat_refused"],
    ];
    const launch: PeerAddress = { kind: "channel", id: "50", accessHash: "1" };
    for (const [code, error, failure, seconds] of cases) {
      centre.fault = (method) => method === "updates.GetChannelDifference" ? { code, error } : null;
      await assert.rejects(reading.channelDifference(launch, 1), (thrown: unknown) => {
        assert.ok(thrown instanceof TelegramError);
        assert.deepEqual([thrown.failure, thrown.retryAfterSeconds], [failure, seconds]);
        return true;
      });
    }
  },
);
