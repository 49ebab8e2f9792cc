import { firstName, slackPeople, type SlackPerson, userNames } from "../messages/directory.ts";
import { DirectoryCursor } from "./cursors.ts";
import { UserAnswer, UsersAnswer } from "./responses.ts";
import { type SlackApi, SlackMethodError } from "./web_api.ts";

/** Names are read again after a day. */
const FRESH_MILLISECONDS = 24 * 3_600_000;
/** Pages of a large workspace that are read at once; whoever is beyond is asked for by name. */
const MAX_PAGES = 25;
/** People asked for one by one in one reading. */
const MAX_SINGLE = 20;

/** Names by id, read as far as they are needed. */
export class People {
  #single = 0;

  private constructor(
    private readonly api: SlackApi,
    readonly names: Map<string, string>,
    /** Members by id: who they are outside of the workspace. */
    readonly members: Map<string, SlackPerson>,
    private readonly readAt: string,
  ) {}

  /** Whether names were learned that the stored list has not. */
  get learned(): boolean {
    return this.#single > 0;
  }

  /** Names that are known, or the workspace's list where they are over a day old. */
  static async read(api: SlackApi, stored: unknown, now: Date): Promise<People> {
    const known = DirectoryCursor.safeParse(stored).data;
    if (known && now.getTime() - Date.parse(known.readAt) < FRESH_MILLISECONDS) {
      const { users, people, readAt } = known;
      return new People(
        api,
        new Map(Object.entries(users)),
        new Map(Object.entries(people)),
        readAt,
      );
    }
    const names = new Map(Object.entries(known?.users ?? {}));
    const members = new Map(Object.entries(known?.people ?? {}));
    try {
      let cursor = "";
      for (let page = 0; page < MAX_PAGES; page++) {
        const args = { limit: 200, ...(cursor ? { cursor } : {}) };
        const answer = await api.call("users.list", args, UsersAnswer);
        for (const [id, name] of userNames(answer.members)) names.set(id, name);
        for (const [id, person] of slackPeople(answer.members)) members.set(id, person);
        cursor = answer.response_metadata.next_cursor;
        if (!cursor) break;
      }
    } catch (error) {
      // Without the scope ids stand in for names.
      if (!(error instanceof SlackMethodError)) throw error;
    }
    return new People(api, names, members, now.toISOString());
  }

  /** Asks for those of `ids` that nobody named yet: guests of other workspaces, newcomers. */
  async learn(ids: Iterable<string>): Promise<void> {
    for (const id of new Set(ids)) {
      if (this.names.has(id) || this.#single >= MAX_SINGLE) continue;
      this.#single++;
      try {
        const { user } = await this.api.call("users.info", { user: id }, UserAnswer);
        this.names.set(id, userNames([user]).get(id) ?? firstName(id) ?? id);
        for (const [member, person] of slackPeople([user])) this.members.set(member, person);
      } catch (error) {
        if (!(error instanceof SlackMethodError)) throw error;
        // Not visible to this person: asking again would change nothing.
        this.names.set(id, id);
      }
    }
  }

  get cursor(): DirectoryCursor {
    return {
      users: Object.fromEntries(this.names),
      people: Object.fromEntries(this.members),
      readAt: this.readAt,
    };
  }
}
