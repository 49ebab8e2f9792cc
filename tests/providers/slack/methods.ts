/** The Web API methods that the connector calls, over a workspace. Each is as strict as Slack's. */
import type { RateLimits } from "./rate_limits.ts";
import {
  type Conversation,
  type Member,
  type Message,
  order,
  type Workspace,
} from "./workspace.ts";

/** What one call has to do with. */
export interface Call {
  workspace: Workspace;
  limits: RateLimits;
  user: string;
  args: ReadonlyMap<string, string>;
  now: () => number;
  /** Seconds that a message takes to be found by search. */
  searchDelay: number;
}

export type Answer = { ok: true; [key: string]: unknown } | string;

interface Method {
  /** Scopes of which one is needed; a function where it depends on the conversation. */
  scopes: string[] | ((call: Call) => string[]);
  args: string[];
  run(call: Call): Answer;
}

/** Cursors live for a while, and are nobody's business but Slack's. */
const CURSOR_LIFE = 3_600_000;

function cursorOf(call: Call, value: string): string {
  return btoa(`next_ts:${value}:${call.now() + CURSOR_LIFE}`);
}

/** The value inside a cursor; undefined where it is none or has expired. */
function openCursor(call: Call, cursor: string): string | undefined {
  try {
    const [, value, until] = /^next_ts:(.*):(\d+)$/.exec(atob(cursor)) ?? [];
    return value !== undefined && Number(until) > call.now() ? value : undefined;
  } catch {
    return undefined;
  }
}

function limitOf(call: Call, fallback: number, most: number): number | undefined {
  const given = Number(call.args.get("limit") ?? fallback);
  return Number.isInteger(given) && given >= 1 && given <= 999 ? Math.min(given, most) : undefined;
}

const HISTORY = { public: "channels", private: "groups", im: "im", mpim: "mpim" } as const;

function ofConversation(suffix: string) {
  return (call: Call): string[] => {
    const found = call.workspace.conversations.get(call.args.get("channel") ?? "");
    return found ? [`${HISTORY[found.kind]}:${suffix}`] : [];
  };
}

/** The conversation, where the caller is a member of it. */
function visible(call: Call): Conversation | undefined {
  const found = call.workspace.conversations.get(call.args.get("channel") ?? "");
  return found?.members.has(call.user) ? found : undefined;
}

function paged<T>(
  call: Call,
  items: T[],
  limit: number,
): { items: T[]; next: string } | undefined {
  const cursor = call.args.get("cursor");
  const start = cursor ? openCursor(call, cursor) : "0";
  if (start === undefined) return undefined;
  const end = Number(start) + limit;
  return {
    items: items.slice(Number(start), end),
    next: end < items.length ? cursorOf(call, String(end)) : "",
  };
}

function history(call: Call): Answer {
  const channel = visible(call);
  if (!channel) return "channel_not_found";
  const limit = limitOf(call, 100, call.limits.maxPage("conversations.history"));
  if (limit === undefined) return "invalid_limit";
  const between = bounds(call);
  if (!between) return "invalid_ts_latest";
  const cursor = call.args.get("cursor");
  const before = cursor ? openCursor(call, cursor) : undefined;
  if (cursor && before === undefined) return "invalid_cursor";
  const found = [...channel.messages.values()]
    .filter((message) =>
      (message.thread_ts === undefined || message.thread_ts === message.ts ||
        message.subtype === "thread_broadcast") &&
      between(message.ts) && (before === undefined || order(message.ts, before) < 0)
    )
    .sort((a, b) => order(b.ts, a.ts));
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const more = found.length > page.length;
  return {
    ok: true,
    messages: page.map((message) => call.workspace.shown(channel, message)),
    has_more: more,
    pin_count: 0,
    channel_actions_ts: null,
    channel_actions_count: 0,
    response_metadata: { next_cursor: more && last ? cursorOf(call, last.ts) : "" },
  };
}

/** Whether a timestamp lies between `oldest` and `latest`, which count only if `inclusive` is set. */
function bounds(call: Call): ((ts: string) => boolean) | undefined {
  const { args } = call;
  const [oldest, latest] = [args.get("oldest") ?? "0.000000", args.get("latest")];
  const valid = (ts: string) => /^\d{1,10}(\.\d{1,6})?$/.test(ts);
  if (!valid(oldest) || (latest !== undefined && !valid(latest))) return undefined;
  const padded = (ts: string) => {
    const [seconds = "0", fraction = ""] = ts.split(".");
    return `${seconds}.${fraction.padEnd(6, "0")}`;
  };
  const inclusive = args.get("inclusive") === "true" || args.get("inclusive") === "1";
  return (ts) => {
    const low = order(ts, padded(oldest));
    const high = latest === undefined ? -1 : order(ts, padded(latest));
    return (low > 0 || (inclusive && low === 0)) && (high < 0 || (inclusive && high === 0));
  };
}

function replies(call: Call): Answer {
  const channel = visible(call);
  if (!channel) return "channel_not_found";
  const anchor = call.args.get("ts") ?? "";
  const root = channel.messages.get(anchor);
  if (!root) return "thread_not_found";
  const limit = limitOf(call, 1000, call.limits.maxPage("conversations.replies"));
  if (limit === undefined) return "invalid_limit";
  // A reply's own timestamp as the anchor finds only that reply.
  if (root.thread_ts !== undefined && root.thread_ts !== root.ts) {
    return { ok: true, messages: [call.workspace.shown(channel, root)], has_more: false };
  }
  const between = bounds(call);
  if (!between) return "invalid_ts_latest";
  const found = call.workspace.replies(channel, anchor).filter(({ ts }) => between(ts));
  const page = paged(call, found, limit);
  if (!page) return "invalid_cursor";
  const first = call.args.has("cursor") ? [] : [call.workspace.shown(channel, root)];
  return {
    ok: true,
    messages: [
      ...first,
      ...page.items.map((message) => ({
        ...message,
        team: call.workspace.id,
        parent_user_id: root.user,
      })),
    ],
    has_more: page.next !== "",
    response_metadata: { next_cursor: page.next },
  };
}

const LIST_SCOPES = {
  public_channel: "channels:read",
  private_channel: "groups:read",
  im: "im:read",
  mpim: "mpim:read",
} as const;
const KINDS = {
  public_channel: "public",
  private_channel: "private",
  im: "im",
  mpim: "mpim",
} as const;

function typesOf(call: Call): (keyof typeof KINDS)[] | undefined {
  const given = (call.args.get("types") ?? "public_channel").split(",");
  const known = Object.keys(KINDS) as (keyof typeof KINDS)[];
  const types = known.filter((type) => given.includes(type));
  return types.length === given.length ? types : undefined;
}

function conversations(call: Call): Answer {
  const limit = limitOf(call, 100, 999);
  const types = typesOf(call);
  if (limit === undefined) return "invalid_limit";
  if (!types) return "invalid_types";
  const kinds = new Set(types.map((type) => KINDS[type]));
  const mine = [...call.workspace.conversations.values()].filter((conversation) =>
    conversation.members.has(call.user) && kinds.has(conversation.kind) &&
    !(conversation.archived && call.args.get("exclude_archived") === "true")
  );
  const page = paged(call, mine, limit);
  if (!page) return "invalid_cursor";
  return {
    ok: true,
    channels: page.items.map((conversation) => conversationShown(call, conversation)),
    response_metadata: { next_cursor: page.next },
  };
}

function conversationShown(call: Call, conversation: Conversation): Record<string, unknown> {
  const { id, name, kind, archived, members } = conversation;
  const common = { id, created: 1_700_000_000, is_archived: archived, is_org_shared: false };
  if (kind === "im") {
    const user = [...members].find((member) => member !== call.user) ?? call.user;
    return { ...common, is_im: true, user, is_user_deleted: false, priority: 0 };
  }
  return {
    ...common,
    name,
    name_normalized: name,
    is_channel: kind === "public",
    is_group: kind === "private",
    is_im: false,
    is_mpim: kind === "mpim",
    is_private: kind !== "public",
    is_general: false,
    is_member: true,
    context_team_id: call.workspace.id,
    creator: "U00000001",
    topic: { value: "", creator: "", last_set: 0 },
    purpose: { value: "", creator: "", last_set: 0 },
  };
}

function users(call: Call): Answer {
  const limit = limitOf(call, call.workspace.members.size, 1000);
  if (limit === undefined) return "invalid_limit";
  const page = paged(call, [...call.workspace.members.values()], limit);
  if (!page) return "invalid_cursor";
  return {
    ok: true,
    members: page.items.map((member) => memberShown(call, member)),
    cache_ts: Math.floor(call.now() / 1000),
    response_metadata: { next_cursor: page.next },
  };
}

function memberShown(call: Call, member: Member): Record<string, unknown> {
  const { id, name, real_name, is_bot, deleted, email } = member;
  return {
    id,
    team_id: call.workspace.id,
    name,
    deleted,
    real_name,
    tz: "Europe/Berlin",
    is_bot,
    is_app_user: false,
    updated: 1_700_000_000,
    profile: { real_name, display_name: name, ...(email === null ? {} : { email }) },
  };
}

/**
 * `search.messages` as it was probed: everything that the person may see, public channels that they
 * never joined included, by day, sorted by time, a hundred a page, a hundred pages at most.
 */
function search(call: Call): Answer {
  const query = call.args.get("query") ?? "";
  if (query.trim() === "") return "No query passed";
  const page = Number(call.args.get("page") ?? 1);
  const count = Math.min(100, Number(call.args.get("count") ?? 20));
  const found = [...call.workspace.conversations.values()]
    .filter(({ kind, members }) => kind === "public" || members.has(call.user))
    .flatMap((channel) => [...channel.messages.values()].map((message) => ({ channel, message })))
    .filter(({ channel, message }) => matches(call, query, channel, message))
    .sort((a, b) => order(a.message.ts, b.message.ts));
  if (call.args.get("sort_dir") !== "asc") found.reverse();
  const total = found.length;
  const pages = Math.ceil(total / count);
  // Beyond the hundredth page Slack gives the first again, and says so only in `page`.
  const shownPage = page > 100 ? 1 : page;
  const hits = found.slice((shownPage - 1) * count, shownPage * count);
  return {
    ok: true,
    query,
    messages: {
      total,
      pagination: { total_count: total, page: shownPage, per_page: count, page_count: pages },
      paging: { count, total, page: shownPage, pages },
      matches: hits.map(({ channel, message }) => ({
        iid: crypto.randomUUID(),
        team: call.workspace.id,
        score: 0,
        type: "message",
        channel: {
          id: channel.id,
          name: channel.name,
          is_private: channel.kind !== "public",
          is_mpim: channel.kind === "mpim",
          is_im: channel.kind === "im",
        },
        user: message.user ?? "",
        username: "",
        ts: message.ts,
        text: message.text,
        permalink: permalink(call.workspace, channel, message),
      })),
    },
  };
}

function permalink(workspace: Workspace, channel: Conversation, message: Message): string {
  const address = `https://${workspace.domain}.slack.com/archives/${channel.id}/p${
    message.ts.replace(".", "")
  }`;
  return message.thread_ts && message.thread_ts !== message.ts
    ? `${address}?thread_ts=${message.thread_ts}&cid=${channel.id}`
    : address;
}

/** `on:`, `after:`, `before:`, `threads:replies`, `in:<#C…>`, words, and words with a minus. */
function matches(call: Call, query: string, channel: Conversation, message: Message): boolean {
  if (Number(message.ts) * 1000 + call.searchDelay * 1000 > call.now()) return false;
  if (message.subtype === "tombstone") return false;
  const day = new Date(Number(message.ts) * 1000).toISOString().slice(0, 10);
  return (query.match(/-?"[^"]*"|\S+/g) ?? []).every((term) => {
    const [, key, value = ""] = /^(on|after|before|threads|in):(.*)$/.exec(term) ?? [];
    switch (key) {
      case "on":
        return day === value;
      case "after":
        return day > value;
      case "before":
        return day < value;
      case "threads":
        return value === "replies" && message.thread_ts !== undefined &&
          message.thread_ts !== message.ts;
      case "in":
        return value === `<#${channel.id}>`;
    }
    const negative = term.startsWith("-");
    const word = term.replace(/^-/, "").replaceAll('"', "").toLowerCase();
    return message.text.toLowerCase().includes(word) !== negative;
  });
}

export const METHODS: Readonly<Record<string, Method>> = {
  "auth.test": {
    scopes: [],
    args: [],
    run: ({ workspace, user }) => ({
      ok: true,
      url: `https://${workspace.domain}.slack.com/`,
      team: workspace.name,
      user: workspace.members.get(user)?.name ?? "",
      team_id: workspace.id,
      user_id: user,
      is_enterprise_install: false,
    }),
  },
  "team.info": {
    scopes: ["team:read"],
    args: ["team"],
    run: ({ workspace: { id, name, domain } }) => ({
      ok: true,
      team: { id, name, domain, email_domain: "acme.test", icon: {} },
    }),
  },
  "users.conversations": {
    scopes: (call) => typesOf(call)?.map((type) => LIST_SCOPES[type]) ?? [],
    args: ["cursor", "exclude_archived", "limit", "types", "team_id", "user"],
    run: conversations,
  },
  "conversations.history": {
    scopes: ofConversation("history"),
    args: ["channel", "cursor", "inclusive", "latest", "limit", "oldest", "include_all_metadata"],
    run: history,
  },
  "conversations.replies": {
    scopes: ofConversation("history"),
    args: ["channel", "ts", "cursor", "inclusive", "latest", "limit", "oldest"],
    run: replies,
  },
  "conversations.members": {
    scopes: ofConversation("read"),
    args: ["channel", "cursor", "limit"],
    run: (call) => {
      const channel = visible(call);
      const limit = limitOf(call, 100, 999);
      if (!channel) return "channel_not_found";
      const page = limit === undefined ? undefined : paged(call, [...channel.members], limit);
      return page
        ? { ok: true, members: page.items, response_metadata: { next_cursor: page.next } }
        : "invalid_cursor";
    },
  },
  "users.list": { scopes: ["users:read"], args: ["cursor", "limit", "team_id"], run: users },
  "users.info": {
    scopes: ["users:read"],
    args: ["user"],
    run: (call) => {
      const member = call.workspace.members.get(call.args.get("user") ?? "");
      return member ? { ok: true, user: memberShown(call, member) } : "user_not_found";
    },
  },
  "usergroups.list": {
    scopes: ["usergroups:read"],
    args: ["include_users", "include_disabled"],
    run: () => ({ ok: true, usergroups: [] }),
  },
  "search.messages": {
    scopes: ["search:read"],
    args: ["query", "sort", "sort_dir", "count", "page", "cursor", "highlight", "team_id"],
    run: search,
  },
};
