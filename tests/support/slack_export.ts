/** A small workspace in Slack's export layout, in our own words. */
export interface ExportMessage {
  channel: string;
  /** Seconds since 1970. */
  at: number;
  user: string;
  text: string;
  subtype?: string;
  thread_ts?: string;
}

const users = [
  {
    id: "U1",
    team_id: "T1",
    name: "ada",
    profile: { real_name: "Ada Byron", display_name: "ada" },
  },
  {
    id: "U2",
    team_id: "T1",
    name: "ben",
    profile: { real_name: "Ben Okoye", display_name: "ben" },
  },
];

/** Slack's timestamp of a second, with a suffix that keeps messages of one second apart. */
export function slackTs(seconds: number, order = 0): string {
  return `${seconds}.${String(order).padStart(6, "0")}`;
}

/** Writes the messages as an export into `folder`. */
export async function writeSlackExport(folder: string, messages: ExportMessage[]): Promise<void> {
  const channels = [...new Set(messages.map((message) => message.channel))];
  await Deno.mkdir(folder, { recursive: true });
  const write = (path: string, value: unknown) =>
    Deno.writeTextFile(`${folder}/${path}`, JSON.stringify(value));
  await write("users.json", users);
  await write(
    "channels.json",
    channels.map((name, index) => ({ id: `C${index + 1}`, name, is_archived: false })),
  );
  for (const channel of channels) {
    await Deno.mkdir(`${folder}/${channel}`, { recursive: true });
    const days = new Map<string, unknown[]>();
    for (const [order, message] of messages.entries()) {
      if (message.channel !== channel) continue;
      const day = new Date(message.at * 1000).toISOString().slice(0, 10);
      const { channel: _, at, ...rest } = message;
      days.set(day, [...days.get(day) ?? [], {
        type: "message",
        team: "T1",
        ts: slackTs(at, order),
        ...rest,
      }]);
    }
    for (const [day, entries] of days) await write(`${channel}/${day}.json`, entries);
  }
}
