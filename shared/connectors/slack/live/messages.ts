/** Pages of messages as parts of a timeline, whatever method they came by. */
import type { ThreadPart } from "../../../events/threads.ts";
import type { SlackChannel, SlackDirectory } from "../messages/directory.ts";
import { SlackMessage } from "../messages/message.ts";
import { normaliseForThread } from "../messages/normalise.ts";
import { isSlackTs } from "../messages/timestamps.ts";
import type { People } from "./people.ts";
import { RootFacts } from "./responses.ts";

/** What a conversation's messages are read with. */
export interface MessageReader {
  channel: SlackChannel;
  people: People;
  channels: ReadonlyMap<string, string>;
  ownUserId: string;
  /** The workspace's id. */
  team: string;
  /** The workspace's part of addresses; null: not known. */
  domain: string | null;
}

/** A page that was read. */
export interface ReadPage {
  parts: ThreadPart[];
  /** Timestamps of its messages as Slack sent them, noise included. */
  stamps: string[];
  /** Roots with replies, and the newest of those. */
  roots: { ts: string; latestReply: string }[];
  /** Messages that could not be understood at all. */
  unreadable: number;
}

const MENTION = /<@([UW][A-Z0-9]{2,30})[>|]/g;

/** Makes events of raw messages; who they name is looked up first. */
export async function readMessages(
  raw: readonly unknown[],
  reader: MessageReader,
  root?: string,
): Promise<ReadPage> {
  const page: ReadPage = { parts: [], stamps: [], roots: [], unreadable: 0 };
  const messages: SlackMessage[] = [];
  for (const entry of raw) {
    const parsed = SlackMessage.safeParse(entry);
    if (!parsed.success) {
      page.unreadable++;
      continue;
    }
    messages.push(parsed.data);
    page.stamps.push(parsed.data.ts);
    const facts = RootFacts.safeParse(entry).data;
    if (facts?.reply_count && facts.latest_reply && isSlackTs(facts.latest_reply)) {
      page.roots.push({ ts: facts.ts, latestReply: facts.latest_reply });
    }
  }
  await reader.people.learn(messages.flatMap(namedIn));
  const directory: SlackDirectory = {
    team: reader.team,
    users: reader.people.names,
    people: reader.people.members,
    channels: reader.channels,
  };
  const answered = new Set(page.roots.map(({ ts }) => ts));
  for (const message of messages) {
    const threadTs = root ?? (answered.has(message.ts) ? message.ts : undefined);
    const part = normaliseForThread(message, {
      channel: reader.channel,
      directory,
      ownUserId: reader.ownUserId,
      ...(threadTs === undefined ? {} : { threadTs }),
      ...(reader.domain === null ? {} : { workspaceDomain: reader.domain }),
    });
    if (part) page.parts.push(part);
  }
  return page;
}

function namedIn(message: SlackMessage): string[] {
  const text = message.text ?? "";
  return [
    ...(message.user ? [message.user] : []),
    ...[...text.matchAll(MENTION)].flatMap(([, id]) => id ?? []),
  ];
}
