/** A Slack export that a report from the field describes, and what must come out of it. */
export interface FieldCase {
  /** What the case is about, in a few words. */
  name: string;
  /** The time of the question; default: Wednesday, 25 November 2026, 09:00 UTC. */
  now?: string;
  /** Files beside the usual lists of people and channels; null takes one of those away. */
  files: Record<string, unknown>;
  /** What must be stored. */
  events?: {
    count?: number;
    /** For each an event that fits. */
    some?: EventPattern[];
    /** Nothing in any event's text, author or place. */
    none?: RegExp;
  };
  /** What must be named among the problems. */
  problem?: RegExp;
  ask?: Asked[];
}

export interface EventPattern {
  text?: RegExp;
  author?: RegExp;
  place?: RegExp;
  id?: RegExp;
}

export interface Asked {
  prompt: string;
  intent?: string;
  /** Open tasks in the answer. */
  tasks?: number;
  /** Somewhere in the answer. */
  has?: RegExp[];
  lacks?: RegExp[];
  highlights?: RegExp[];
  /** Deadline of the only task; [earliest, latest]. */
  due?: [string, string] | null;
}

/** Tuesday, 24 November 2026, 10:00 UTC, in seconds. */
const TUESDAY = 1_795_514_400;

/** One message of an export; `minute` counts from Tuesday 10:00 UTC. */
export function message(user: string | null, text: string, more: object = {}, minute = 0) {
  const ts = slackTs(minute);
  return { type: "message", team: "T01", ts, ...(user ? { user } : {}), text, ...more };
}

/** Slack's timestamp of a minute after Tuesday 10:00 UTC. */
export function slackTs(minute: number): string {
  return `${TUESDAY + minute * 60}.000100`;
}

/** A root and its replies, a minute apart: [who, text]. */
export function thread(...said: [user: string, text: string][]): object[] {
  const root = slackTs(0);
  return said.map(([user, text], index) =>
    message(user, text, {
      thread_ts: root,
      ...(index === 0 ? { reply_count: said.length - 1 } : { parent_user_id: said[0]?.[0] }),
    }, index)
  );
}

export const MIRA = "U01MIRA";
export const JONAS = "U02JONAS";
export const PRIYA = "U03PRIYA";
/** The file of Tuesday in #launch. */
export const DAY = "launch/2026-11-24.json";

const person = (id: string, name: string, last: string) => ({
  id,
  name: name.toLowerCase(),
  profile: { display_name: name, real_name: `${name} ${last}` },
});

/** The lists of a small workspace, whose owner is Mira. */
export const lists: Record<string, unknown> = {
  "channels.json": [
    { id: "C01", name: "launch" },
    { id: "C02", name: "events" },
    { id: "C03", name: "news" },
  ],
  "dms.json": [{ id: "D12", members: [MIRA, JONAS] }],
  "users.json": [
    person(MIRA, "Mira", "Lund"),
    person(JONAS, "Jonas", "Weber"),
    person(PRIYA, "Priya", "Nair"),
  ],
};
export { person };
