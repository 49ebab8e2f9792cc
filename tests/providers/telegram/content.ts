/** What a message says, and media to put into one. */
import { Buffer } from "node:buffer";
import bigInt from "big-integer";
import { Api } from "telegram";

/** A message that was said, whatever ids its copies have. */
export interface Said {
  readonly uid: number;
  readonly chat: Chat;
}

/** Where people talk. */
export type Chat =
  | { kind: "private"; people: readonly [number, number] }
  | { kind: "group"; id: number }
  | { kind: "channel"; id: number };

export interface Forward {
  /** A person, or none where they hide behind a name. */
  from?: number;
  channel?: number;
  name?: string;
  date: number;
}

export interface Content {
  text: string;
  entities?: Api.TypeMessageEntity[];
  media?: Api.TypeMessageMedia;
  /** Makes it a service message. */
  action?: Api.TypeMessageAction;
  replyTo?: Said;
  /** The topic of a forum; the general one has none. */
  topic?: number;
  forward?: Forward;
  /** Photos of one album share it. */
  groupedId?: number;
  /** Seconds since 1970 at which it was said; now without one. */
  date?: number;
  /** Seconds until every copy disappears. */
  ttlPeriod?: number;
}

let lastFile = 1_000;

/** A photo; with `ttlSeconds` one that destroys itself once seen. */
export function photo(ttlSeconds?: number): Api.MessageMediaPhoto {
  const sizes = [new Api.PhotoSize({ type: "x", w: 800, h: 600, size: 54_321 })];
  const media = new Api.Photo({ ...file(), sizes });
  return new Api.MessageMediaPhoto({ photo: media, ...(ttlSeconds ? { ttlSeconds } : {}) });
}

export function document(fileName: string, mimeType: string): Api.MessageMediaDocument {
  const attributes = [new Api.DocumentAttributeFilename({ fileName })];
  return new Api.MessageMediaDocument({
    document: new Api.Document({ ...file(), mimeType, size: bigInt(2_048), attributes }),
  });
}

export function voice(duration: number): Api.MessageMediaDocument {
  const attributes = [new Api.DocumentAttributeAudio({ voice: true, duration })];
  const size = bigInt(4_096);
  return new Api.MessageMediaDocument({
    voice: true,
    document: new Api.Document({ ...file(), mimeType: "audio/ogg", size, attributes }),
  });
}

export function poll(question: string, answers: readonly string[]): Api.MessageMediaPoll {
  return new Api.MessageMediaPoll({
    poll: new Api.Poll({
      id: bigInt(++lastFile),
      question: plain(question),
      answers: answers.map((text, i) =>
        new Api.PollAnswer({ text: plain(text), option: Buffer.from([i]) })
      ),
    }),
    results: new Api.PollResults({ totalVoters: 0 }),
  });
}

function plain(text: string): Api.TextWithEntities {
  return new Api.TextWithEntities({ text, entities: [] });
}

function file() {
  return {
    id: bigInt(++lastFile),
    accessHash: bigInt(lastFile).multiply(31),
    fileReference: Buffer.from([1, 2, 3, 4]),
    date: 1_750_000_000,
    dcId: 2,
  };
}
