/** A first pass over a workspace's messages, for what only they say. */
import { firstName } from "../messages/directory.ts";
import { isSlackTs } from "../messages/timestamps.ts";
import { mostVotes, TEAM_ID } from "./directory.ts";
import type { ExportFiles } from "./files.ts";
import { jsonElements } from "./json_elements.ts";
import type { ConversationFiles } from "./layout.ts";

/** What the messages of a workspace say besides their words. */
export interface Gathered {
  /** Names of people and bots that are in no list: Slack Connect's, and those of old bots. */
  names: Map<string, string>;
  /**
   * Timestamps of answered messages by conversation path. Newer exports say it at the root, older
   * ones only at the replies, which may lie in a later file.
   */
  roots: Map<string, Set<string>>;
  /** Who wrote, by conversation path. */
  authors: Map<string, Set<string>>;
  /** The team that most messages name, by conversation path and of all. */
  teams: Map<string, string>;
  team: string | null;
  /** "acme", as most addresses of files say it. */
  domain: string | null;
  /** Whether there was more than is kept. */
  full: boolean;
  /** Messages whose team is no id of Slack's. */
  oddTeams: number;
}

/** Most timestamps and names that are kept: some 100 MB. */
const MAX_GATHERED = 1_000_000;
const MAX_KEPT_LENGTH = 255;
const FILE_ADDRESS = /^https:\/\/([a-z0-9-]+(?:\.enterprise)?)\.slack\.com\/files\//i;

export async function gather(
  files: ExportFiles,
  conversations: readonly ConversationFiles[],
): Promise<Gathered> {
  const gatherer = new Gatherer();
  for (const conversation of conversations) {
    for (const path of conversation.files) {
      try {
        for await (const element of jsonElements(files.text(path))) {
          if ("value" in element) gatherer.take(conversation.path, element.value);
        }
      } catch {
        // A file that cannot be read is reported when its messages are.
      }
    }
    gatherer.finish(conversation.path);
  }
  return gatherer.result();
}

type Fields = Readonly<Record<string, unknown>>;

class Gatherer {
  readonly #names = new Map<string, string>();
  readonly #roots = new Map<string, Set<string>>();
  readonly #authors = new Map<string, Set<string>>();
  readonly #teams = new Map<string, string>();
  readonly #teamVotes = new Map<string, number>();
  readonly #domainVotes = new Map<string, number>();
  #ownVotes = new Map<string, number>();
  #kept = 0;
  #full = false;
  #oddTeams = 0;

  take(path: string, value: unknown): void {
    const message = fieldsOf(value);
    if (message === null) return;
    const { thread_ts: root, user, bot_id: bot, team, user_team: home } = message;
    if (isSlackTs(root) && root !== message["ts"]) this.#keep(this.#roots, path, root);
    if (isId(user)) {
      this.#name(user, fieldsOf(message["user_profile"]));
      this.#keep(this.#authors, path, user);
    }
    if (isId(bot)) {
      this.#name(bot, { real_name: message["username"] }, fieldsOf(message["bot_profile"]));
    }
    // A guest from another organisation brings their own team along.
    if (isId(team) && TEAM_ID.test(team) && (home === undefined || home === team)) {
      for (const votes of [this.#teamVotes, this.#ownVotes]) vote(votes, team);
    }
    if (typeof team === "string" && team.length > MAX_KEPT_LENGTH) this.#oddTeams += 1;
    for (const file of Array.isArray(message["files"]) ? message["files"] : []) {
      const address = fieldsOf(file)?.["permalink"];
      const domain = typeof address === "string" ? FILE_ADDRESS.exec(address)?.[1] : undefined;
      if (domain !== undefined && domain !== "files") vote(this.#domainVotes, domain.toLowerCase());
    }
  }

  finish(path: string): void {
    const team = mostVotes(this.#ownVotes);
    if (team !== null) this.#teams.set(path, team);
    this.#ownVotes = new Map();
  }

  result(): Gathered {
    return {
      names: this.#names,
      roots: this.#roots,
      authors: this.#authors,
      teams: this.#teams,
      team: mostVotes(this.#teamVotes),
      domain: mostVotes(this.#domainVotes),
      full: this.#full,
      oddTeams: this.#oddTeams,
    };
  }

  #name(id: string, ...profiles: (Fields | null)[]): void {
    if (this.#names.has(id)) return;
    const candidates = profiles.flatMap((profile) =>
      ["display_name", "real_name", "name"].map((key) => profile?.[key])
    );
    const name = firstName(...candidates.map((name) => typeof name === "string" ? name : null));
    if (name !== undefined && this.#room()) this.#names.set(id, name.slice(0, MAX_KEPT_LENGTH));
  }

  #keep(sets: Map<string, Set<string>>, path: string, value: string): void {
    const known = sets.get(path);
    if (known?.has(value) || !this.#room()) return;
    if (known) known.add(value);
    else sets.set(path, new Set([value]));
  }

  #room(): boolean {
    this.#full ||= this.#kept >= MAX_GATHERED;
    if (!this.#full) this.#kept += 1;
    return !this.#full;
  }
}

function vote(votes: Map<string, number>, value: string): void {
  if (votes.has(value) || votes.size < 1000) votes.set(value, (votes.get(value) ?? 0) + 1);
}

function isId(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= MAX_KEPT_LENGTH;
}

function fieldsOf(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : null;
}
