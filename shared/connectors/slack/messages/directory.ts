/** Who and what the ids in Slack messages stand for. */
import { z } from "zod";
import { mailKey } from "../../../events/person.ts";
import { decodeEntities } from "./entities.ts";

/** A conversation. `name` has no leading "#"; for direct messages it names the members. */
export interface SlackChannel {
  id: string;
  name: string;
  kind: "channel" | "direct" | "group_direct";
}

/** What tells a member from all others, and what they are called besides their display name. */
export const SlackPerson = z.object({
  /** Their mail address, where the grant shows it (users:read.email). */
  mail: z.string().nullable(),
  names: z.array(z.string()),
});
export type SlackPerson = z.infer<typeof SlackPerson>;

/** Names by id. Bots are among the users, by their bot id. */
export interface SlackDirectory {
  /** The workspace's id; without it ids of members mean nothing outside of it. */
  team?: string | undefined;
  /** Members by id, programs left out. */
  people?: ReadonlyMap<string, SlackPerson>;
  users: ReadonlyMap<string, string>;
  channels: ReadonlyMap<string, string>;
  /** Handles of user groups, without "@". */
  groups?: ReadonlyMap<string, string>;
  /** IANA name of the zone in which dates are written; UTC by default. */
  timeZone?: string;
}

const optionalText = z.string().nullish().catch(null);

/** A person or bot as `users.json` and `users.list` describe them. */
export const SlackUser = z.looseObject({
  id: z.string().min(1),
  name: optionalText,
  real_name: optionalText,
  profile: z.looseObject({
    display_name: optionalText,
    real_name: optionalText,
    bot_id: optionalText,
    email: optionalText,
  }).nullish().catch(null),
  is_bot: z.boolean().nullish().catch(null),
});
export type SlackUser = z.infer<typeof SlackUser>;

/** Names of users and bots by id: display name, else real name, else handle. */
export function userNames(users: Iterable<SlackUser>): Map<string, string> {
  const names = new Map<string, string>();
  for (const { id, name, real_name, profile } of users) {
    const best = firstName(profile?.display_name, real_name, profile?.real_name, name);
    if (best === undefined) continue;
    names.set(id, best);
    if (profile?.bot_id) names.set(profile.bot_id, best);
  }
  return names;
}

/** Members by id, programs left out. */
export function slackPeople(users: Iterable<SlackUser>): Map<string, SlackPerson> {
  const people = new Map<string, SlackPerson>();
  for (const { id, name, real_name, is_bot, profile } of users) {
    if (is_bot || profile?.bot_id) continue;
    const names = [profile?.display_name, real_name, profile?.real_name, name]
      .flatMap((candidate) => firstName(candidate) ?? []);
    people.set(id, { mail: mailKey(profile?.email), names: [...new Set(names)].slice(0, 4) });
  }
  return people;
}

/** The first that is not blank, on one line, with Slack's entities decoded. */
export function firstName(...candidates: (string | null | undefined)[]): string | undefined {
  return candidates
    .map((candidate) => decodeEntities(candidate ?? "").replace(/\s+/g, " ").trim())
    .find((candidate) => candidate !== "");
}

/** How a reader refers to a conversation: "#launch" or "direct message (Mira, Jonas)". */
export function channelLabel(channel: SlackChannel): string {
  if (channel.kind === "channel") return `#${channel.name}`;
  const kind = channel.kind === "direct" ? "direct message" : "group message";
  return `${kind} (${channel.name})`;
}
