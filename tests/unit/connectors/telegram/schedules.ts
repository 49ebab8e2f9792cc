/** Random lives of an account: what happens at Telegram and to whoever reads it. */
import fc from "fast-check";
import type { Chat, Said } from "../../../providers/telegram/content.ts";
import {
  type Alterations,
  ANA,
  BOB,
  type CallFault,
  Follower,
  keyOf,
  MIRA,
} from "./live_fixture.ts";

/** What somebody does at Telegram. */
export type Deed =
  | { kind: "say"; chat: number; ttl: number }
  | { kind: "edit"; which: number }
  | { kind: "remove"; which: number; howMany: number; onlyHere: boolean }
  | { kind: "read"; chat: number }
  | { kind: "whisper" }
  /** The server forgets how a box came to be as it is. */
  | { kind: "forget"; box: number }
  | { kind: "leave"; channel: number }
  | { kind: "join"; channel: number };

export type Step =
  | Deed
  | { kind: "wait"; minutes: number }
  | { kind: "select"; chat: number; read: boolean }
  /** The session ends and the account is linked again, before the next reading or within it. */
  | { kind: "relink" }
  | {
    kind: "poll";
    /** Pages that are stored before the worker dies. */
    pages: number;
    fault: { after: number; fault: CallFault } | null;
    /** Done by others before the so-manieth call of the reading. */
    meanwhile: { call: number; deed: Deed }[];
  };

const CHATS: readonly Chat[] = [
  { kind: "private", people: [MIRA, ANA] },
  { kind: "private", people: [MIRA, BOB] },
  { kind: "group", id: 20 },
  { kind: "channel", id: 50 },
  { kind: "channel", id: 51 },
];
const CHANNELS = [50, 51];

const which = fc.nat({ max: 1000 });
const chat = fc.nat({ max: CHATS.length - 1 });
const channel = fc.nat({ max: CHANNELS.length - 1 });

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("say" as const),
      chat,
      ttl: fc.constantFrom(0, 0, 0, 0, 0, 600),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("edit" as const), which }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("remove" as const),
      which,
      howMany: fc.integer({ min: 1, max: 3 }),
      onlyHere: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("read" as const), chat }) },
  { weight: 1, arbitrary: fc.constant({ kind: "whisper" as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("forget" as const), box: fc.nat({ max: 2 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("leave" as const), channel }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("join" as const), channel }) },
);

const fault = fc.constantFrom<CallFault>(
  { error: "FLOOD_WAIT", seconds: 7 },
  { error: "RPC_CALL_FAIL" },
  { error: "PERSISTENT_TIMESTAMP_OUTDATED" },
  "lost",
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: deed },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("poll" as const),
      pages: fc.constantFrom(Infinity, Infinity, Infinity, 0, 1, 2, 3, 5),
      fault: fc.option(fc.record({ after: fc.nat({ max: 6 }), fault }), { freq: 2 }),
      meanwhile: fc.array(fc.record({ call: fc.nat({ max: 8 }), deed }), { maxLength: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("wait" as const),
      minutes: fc.integer({ min: 1, max: 200 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("select" as const), chat, read: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "relink" as const }) },
);

/** A life: how much the server tells at once, and what happens. */
export const schedule = fc.record({
  slice: fc.constantFrom(2, 5, 100),
  channelGap: fc.constantFrom(3, 10, 1000),
  steps: fc.array(step, { minLength: 5, maxLength: 80, size: "max" }),
});
export type Schedule = typeof schedule extends fc.Arbitrary<infer T> ? T : never;

/** Lives a schedule through, then lets the reader catch up. */
export async function live(
  { slice, channelGap, steps }: Schedule,
  alterations: Alterations = {},
): Promise<Follower> {
  const follower = new Follower(alterations);
  const { world } = follower;
  world.slice = slice;
  world.channelGap = channelGap;
  world.addGroup(20, "Group", [MIRA, ANA, BOB]);
  for (const id of CHANNELS) world.addChannel(id, `Channel ${id}`, [MIRA, ANA]);
  const said: Said[] = [];
  for (const step of steps) {
    await take(follower, said, step);
    follower.now += 1000;
  }
  follower.selection = { include: [], exclude: [] };
  for (const id of CHANNELS) world.join(id, MIRA);
  for (let tick = 0; tick < 3; tick++) {
    follower.now += 61 * 60_000;
    await follower.poll();
  }
  return follower;
}

async function take(follower: Follower, said: Said[], step: Step): Promise<void> {
  switch (step.kind) {
    case "poll":
      await poll(follower, said, step);
      break;
    case "wait":
      follower.now += step.minutes * 60_000;
      break;
    case "select": {
      const key = keyOf(chatAt(step.chat));
      const exclude = follower.selection.exclude.filter((other) => other !== key);
      follower.selection = { include: [], exclude: step.read ? exclude : [...exclude, key] };
      break;
    }
    case "relink":
      follower.session = follower.stored = `${follower.session}+`;
      break;
    default:
      happen(follower, said, step);
  }
}

async function poll(
  follower: Follower,
  said: Said[],
  { pages, fault, meanwhile }: Extract<Step, { kind: "poll" }>,
): Promise<void> {
  let calls = 0;
  follower.crashAfter = pages;
  follower.fault = () => fault && calls === fault.after + 1 ? fault.fault : null;
  follower.meanwhile = () => {
    for (const { call, deed } of meanwhile) if (call === calls) happen(follower, said, deed);
    calls++;
  };
  await follower.poll();
  follower.crashAfter = Infinity;
  follower.fault = () => null;
  follower.meanwhile = () => {};
}

function happen({ world }: Follower, said: Said[], deed: Deed): void {
  switch (deed.kind) {
    case "say": {
      const chat = chatAt(deed.chat);
      const text = `m${said.length}`;
      said.push(world.say(chat, ANA, deed.ttl ? { text, ttlPeriod: deed.ttl } : text));
      break;
    }
    case "edit": {
      const message = said[deed.which % Math.max(1, said.length)];
      if (message) world.edit(message, { text: `e${world.seconds}-${deed.which}` });
      break;
    }
    case "remove": {
      const first = said[deed.which % Math.max(1, said.length)];
      const together = first
        ? said.filter(({ chat }) => chat === first.chat).slice(0, deed.howMany)
        : [];
      world.delete(together, deed.onlyHere ? MIRA : undefined);
      break;
    }
    case "read": {
      const chat = chatAt(deed.chat);
      const [top] = world.seenBy(MIRA, chat);
      if (top && chat.kind !== "channel") world.mailbox(MIRA).box.read(top.peer, top.id);
      break;
    }
    case "whisper":
      world.whisper(MIRA);
      break;
    case "forget": {
      const id = CHANNELS[deed.box];
      const box = id === undefined ? world.mailbox(MIRA).box : world.channels.get(id)?.box;
      box?.forget();
      break;
    }
    case "leave":
      world.leave({ kind: "channel", id: CHANNELS[deed.channel] ?? 50 }, MIRA);
      break;
    case "join":
      world.join(CHANNELS[deed.channel] ?? 50, MIRA);
  }
}

function chatAt(index: number): Chat {
  return CHATS[index] ?? { kind: "group", id: 20 };
}

/** What is stored of every chat, and what Telegram shows of it. */
export function compared(follower: Follower): { kept: string[][]; shown: string[][] } {
  return {
    kept: CHATS.map((chat) => follower.kept(keyOf(chat))),
    shown: CHATS.map((chat) => follower.shown(chat)),
  };
}
