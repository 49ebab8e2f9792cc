/** The Slack part of the sample, as the export that Slack would write of it. */
import { type ExportFiles, memoryFiles } from "../../../shared/connectors/slack/export/files.ts";
import { slackTs } from "../../../shared/connectors/slack/messages/timestamps.ts";
import { DAY, HOUR, minutesBefore } from "./ago.ts";
import { JONAS, LENA, MIRA, type Person, PRIYA, SAM, TEAM, TOMAS } from "./people.ts";

/** One message: how many minutes ago, by whom, what, and further fields as Slack writes them. */
interface Line {
  ago: number;
  by: Person | "deploy-bot";
  text: string;
  /** Minutes ago of the thread's root, for the root itself and its replies. */
  thread?: number;
  fields?: Record<string, unknown>;
}

const LAUNCH: readonly Line[] = [
  {
    ago: 3 * DAY - 2 * HOUR,
    by: MIRA,
    text:
      "Where we stand with Spokewise 2.0: three pilot workshops are live, the new booking flow " +
      "is done, and the invoice export is the last big piece.",
  },
  {
    ago: 26 * HOUR,
    by: TOMAS,
    text: "The new pricing sheet for the pilots.",
    fields: { files: [{ id: "F0SPK1", name: "pricing-v3.pdf", title: "Spokewise pricing v3" }] },
  },
  {
    ago: 112,
    by: MIRA,
    text: "Proposal: we move the launch from Monday to next Thursday. The invoice export needs " +
      "three more days of testing. Any objections?",
    thread: 112,
    fields: { reply_count: 3, reactions: [{ name: "+1", count: 3 }] },
  },
  {
    ago: 108,
    by: JONAS,
    text: "Thursday works for engineering. On Monday we would ship the export half tested.",
    thread: 112,
  },
  {
    ago: 104,
    by: PRIYA,
    text: "Agreed. It also leaves time for a proper fix of the double bookings.",
    thread: 112,
  },
  {
    ago: 97,
    by: MIRA,
    text: "Decided: the launch is next Thursday at 10:00. I will tell the pilot workshops today.",
    thread: 112,
    fields: { reactions: [{ name: "tada", count: 4 }] },
  },
  {
    ago: 88,
    by: TOMAS,
    text: `The press kit is here: <https://drive.spokewise.example/press-kit|press kit>. ` +
      `<@${SAM.slackId}> can you review the two customer quotes before noon tomorrow?`,
  },
  { ago: 61, by: LENA, text: "<!here> The copy of the pricing page is frozen as of now." },
  {
    ago: 35,
    by: MIRA,
    text: `<@${SAM.slackId}> please send me the final list of attendees for the go/no-go today.`,
  },
];

const ENGINEERING: readonly Line[] = [
  {
    ago: 2 * DAY + HOUR,
    by: PRIYA,
    text: "Staging runs on the new database version since this morning. Nothing to do for anyone.",
  },
  {
    ago: 25 * HOUR,
    by: JONAS,
    text: "Load test of the booking flow: 400 bookings a minute, slowest answer 310 ms.",
  },
  {
    ago: 115,
    by: PRIYA,
    text: "Two workshops report double bookings when a slot is confirmed on two phones at once. " +
      "I can reproduce it.",
    thread: 115,
    fields: { reply_count: 3 },
  },
  {
    ago: 101,
    by: JONAS,
    text: "The table has no unique constraint on `(mechanic_id, slot)`, so both confirmations win.",
    thread: 115,
  },
  {
    ago: 79,
    by: PRIYA,
    text: `The fix is ready: <https://git.spokewise.example/pull/412|#412>. ` +
      `<@${JONAS.slackId}> could you review it before the deploy this evening?`,
    thread: 115,
  },
  { ago: 22, by: JONAS, text: "Reviewed and merged, the deploy is running.", thread: 115 },
  {
    ago: 19,
    by: "deploy-bot",
    text: "",
    fields: {
      attachments: [{ fallback: "Build 1841 passed", text: "Build 1841 passed in 6 min 12 s" }],
    },
  },
  {
    ago: 16,
    by: PRIYA,
    text:
      "Heads up: the nightly backup took forty minutes longer than usual. I am looking into it.",
  },
  {
    ago: 12,
    by: JONAS,
    text: `<@${SAM.slackId}> you have admin rights: please rotate the API key of staging, ` +
      `it expires tomorrow.`,
  },
];

const RANDOM: readonly Line[] = [
  {
    ago: 30 * HOUR,
    by: TOMAS,
    text: "Greetings from Lisbon. The tram really does sound like a coffee grinder.",
  },
  {
    ago: 28 * HOUR,
    by: LENA,
    text: "The new bike rack in the yard holds twelve bikes. Yes, I counted them twice.",
  },
  { ago: 55, by: LENA, text: "The plants on the second floor have been watered :seedling:" },
  { ago: 47, by: JONAS, text: "Whoever brought the banana bread: thank you, it is gone." },
  {
    ago: 18,
    by: TOMAS,
    text: `<@${TOMAS.slackId}> has joined the channel`,
    fields: { subtype: "channel_join" },
  },
];

const DIRECT: readonly Line[] = [
  {
    ago: 66,
    by: MIRA,
    text: "Do you have ten minutes tomorrow morning? I would like to hear what you think about " +
      "the support rota for the first week.",
  },
  { ago: 64, by: SAM, text: "Sure, half past nine is fine." },
  { ago: 31, by: MIRA, text: "Great. The rota draft is in the launch folder, FYI." },
];

const CONVERSATIONS = [
  { id: "C0SPKLAUNCH", folder: "launch", lines: LAUNCH },
  { id: "C0SPKENG", folder: "engineering", lines: ENGINEERING },
  { id: "C0SPKRANDOM", folder: "random", lines: RANDOM },
  { id: "D0SPKMIRA", folder: "D0SPKMIRA", lines: DIRECT },
] as const;

/** The export, with all times relative to `now`. The same `now` gives the same files. */
export function slackSample(now: Date): ExportFiles {
  const files = new Map<string, unknown>([
    [
      "users.json",
      TEAM.map(({ slackId: id, name, email }) => ({
        id,
        name: email.split("@")[0],
        profile: { real_name: name, display_name: name },
      })),
    ],
    [
      "channels.json",
      CONVERSATIONS.filter(({ id }) => id.startsWith("C")).map(
        ({ id, folder }) => ({ id, name: folder }),
      ),
    ],
    ["dms.json", [{ id: "D0SPKMIRA", members: [MIRA.slackId, SAM.slackId] }]],
  ]);
  for (const { folder, lines } of CONVERSATIONS) {
    const messages = lines.map((line) => slackMessage(line, now));
    for (const [day, ofDay] of Map.groupBy(messages, ({ day }) => day)) {
      files.set(`${folder}/${day}.json`, ofDay.map(({ message }) => message));
    }
  }
  const texts = [...files].map(([path, value]) => [path, JSON.stringify(value)] as const);
  return memoryFiles("the sample workspace", new Map(texts));
}

function slackMessage(line: Line, now: Date): { day: string; message: Record<string, unknown> } {
  const at = minutesBefore(now, line.ago);
  const author = line.by === "deploy-bot"
    ? { subtype: "bot_message", bot_id: "B0SPKDEPLOY", username: line.by }
    : { user: line.by.slackId };
  const thread = line.thread === undefined
    ? {}
    : { thread_ts: slackTs(minutesBefore(now, line.thread)) };
  return {
    day: at.toISOString().slice(0, "2024-05-31".length),
    message: {
      type: "message",
      ts: slackTs(at),
      text: line.text,
      ...author,
      ...thread,
      ...line.fields,
    },
  };
}
