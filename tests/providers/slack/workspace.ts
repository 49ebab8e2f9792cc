/**
 * A Slack workspace that really changes: people, conversations and messages, with what Slack itself
 * does when they are answered, edited, reacted to and deleted. No clock of its own: a test says when.
 */

export interface Member {
  id: string;
  name: string;
  real_name: string;
  is_bot: boolean;
  deleted: boolean;
  email: string | null;
}

export interface Conversation {
  id: string;
  name: string;
  kind: "public" | "private" | "im" | "mpim";
  members: Set<string>;
  archived: boolean;
  /** By timestamp; top-level messages and replies alike. */
  messages: Map<string, Message>;
}

export interface Message {
  type: "message";
  ts: string;
  user?: string;
  bot_id?: string;
  username?: string;
  text: string;
  subtype?: string;
  thread_ts?: string;
  edited?: { user: string; ts: string };
  reactions?: { name: string; users: string[]; count: number }[];
  files?: Record<string, unknown>[];
  blocks?: unknown[];
  attachments?: Record<string, unknown>[];
}

/** What a change did, as the Events API would tell of it. */
export interface Change {
  channel: Conversation;
  event: Record<string, unknown>;
}

export class Workspace {
  readonly members = new Map<string, Member>();
  readonly conversations = new Map<string, Conversation>();
  /** Called after each change. */
  onChange: (change: Change) => void = () => {};
  #sequence = 0;

  constructor(readonly id = "T00000001", readonly name = "Acme", readonly domain = "acme") {}

  addMember(id: string, name: string, changes: Partial<Member> = {}): Member {
    const email = `${name.toLowerCase().replace(/\W+/g, ".")}@acme.test`;
    const member = { id, name, real_name: name, is_bot: false, deleted: false, email, ...changes };
    this.members.set(id, member);
    return member;
  }

  addConversation(
    id: string,
    name: string,
    members: Iterable<string>,
    kind: Conversation["kind"] = "public",
  ): Conversation {
    const made = {
      id,
      name,
      kind,
      members: new Set(members),
      archived: false,
      messages: new Map<string, Message>(),
    };
    this.conversations.set(id, made);
    return made;
  }

  channel(id: string): Conversation {
    const found = this.conversations.get(id);
    if (!found) throw new Error(`No conversation ${id} in the test's workspace`);
    return found;
  }

  /** A timestamp at `at` that no other message has. */
  ts(at: Date): string {
    this.#sequence = (this.#sequence + 1) % 1000;
    const microseconds = (at.getTime() % 1000) * 1000 + this.#sequence;
    return `${Math.floor(at.getTime() / 1000)}.${String(microseconds).padStart(6, "0")}`;
  }

  post(
    channelId: string,
    user: string,
    text: string,
    at: Date,
    changes: Partial<Message> = {},
  ): Message {
    const channel = this.channel(channelId);
    const message: Message = { type: "message", ts: this.ts(at), user, text, ...changes };
    if (message.thread_ts && !channel.messages.has(message.thread_ts)) {
      throw new Error("A reply needs its root");
    }
    channel.messages.set(message.ts, message);
    this.#tell(channel, { ...message });
    return message;
  }

  edit(channelId: string, ts: string, text: string, at: Date): void {
    const channel = this.channel(channelId);
    const message = this.message(channelId, ts);
    const previous = { ...message };
    message.text = text;
    message.edited = { user: message.user ?? "U0", ts: this.ts(at) };
    this.#tell(channel, {
      subtype: "message_changed",
      hidden: true,
      message: { ...message },
      previous_message: previous,
      ts: this.ts(at),
    });
  }

  react(channelId: string, ts: string, user: string, name: string): void {
    const message = this.message(channelId, ts);
    const reaction = (message.reactions ??= []).find((known) => known.name === name);
    if (reaction) {
      reaction.users.push(user);
      reaction.count++;
    } else message.reactions.push({ name, users: [user], count: 1 });
  }

  /** A root that was answered stays as a tombstone, everything else is gone. */
  remove(channelId: string, ts: string, at: Date): void {
    const channel = this.channel(channelId);
    const message = this.message(channelId, ts);
    const answered = this.replies(channel, ts).length > 0;
    if (answered) {
      channel.messages.set(ts, {
        type: "message",
        subtype: "tombstone",
        ts,
        thread_ts: ts,
        user: "USLACKBOT",
        text: "This message was deleted.",
      });
    } else channel.messages.delete(ts);
    this.#tell(channel, {
      subtype: "message_deleted",
      hidden: true,
      deleted_ts: ts,
      ts: this.ts(at),
      previous_message: message,
    });
  }

  message(channelId: string, ts: string): Message {
    const found = this.channel(channelId).messages.get(ts);
    if (!found) throw new Error(`No message ${ts} in ${channelId}`);
    return found;
  }

  /** Replies to a root, oldest first. */
  replies(channel: Conversation, root: string): Message[] {
    return [...channel.messages.values()]
      .filter((message) => message.thread_ts === root && message.ts !== root)
      .sort((a, b) => order(a.ts, b.ts));
  }

  /** A message as the Web API shows it: a root tells of its replies. */
  shown(channel: Conversation, message: Message): Record<string, unknown> {
    const replies = this.replies(channel, message.ts);
    const last = replies.at(-1);
    if (!last) return { ...message, team: this.id };
    const users = [...new Set(replies.map((reply) => reply.user ?? reply.bot_id ?? ""))];
    return {
      ...message,
      team: this.id,
      thread_ts: message.ts,
      reply_count: replies.length,
      reply_users_count: users.length,
      reply_users: users,
      latest_reply: last.ts,
    };
  }

  #tell(channel: Conversation, event: Record<string, unknown>): void {
    const types = { public: "channel", private: "group", im: "im", mpim: "mpim" } as const;
    this.onChange({
      channel,
      event: { type: "message", channel: channel.id, channel_type: types[channel.kind], ...event },
    });
  }
}

/** Order of two timestamps, exact to the last digit. */
export function order(a: string, b: string): number {
  const [left, right] = [a.padStart(17, "0"), b.padStart(17, "0")];
  return left < right ? -1 : left > right ? 1 : 0;
}
