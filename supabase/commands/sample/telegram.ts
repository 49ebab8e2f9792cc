/** The Telegram part of the sample: a dinner, and a colleague on the road. */
import { DAY, HOUR, minutesBefore } from "./ago.ts";
import { feedOf, type SampleEvent, type SampleFeed } from "./feed.ts";
import { JONAS, type Person, PRIYA, SAM, TOMAS } from "./people.ts";

interface Chat {
  id: string;
  name: string;
  /** Minutes ago, author, text; in order of message id. */
  lines: readonly (readonly [number, Person, string])[];
}

const CHATS: readonly Chat[] = [
  {
    id: "-4100200300",
    name: "Friday dinner",
    lines: [
      [27 * HOUR, PRIYA, "It has been months since we all had dinner together."],
      [100, JONAS, "Dinner on Friday at half past seven, at Rosa's. Who is in?"],
      [95, PRIYA, "I am in, and Arun comes along."],
      [58, TOMAS, "In! I land at six, so I may be ten minutes late."],
      [25, JONAS, "Sam, can you call Rosa's and book a table for six?"],
      [8, PRIYA, "The lasagne is back on their menu 🎉"],
    ],
  },
  {
    id: "730044112",
    name: `private chat (${TOMAS.name}, ${SAM.name})`,
    lines: [
      [
        2 * DAY - HOUR,
        TOMAS,
        "The visit at the Lisbon workshop went well, they love the new flow.",
      ],
      [70, TOMAS, "My flight lands on Friday at 18:05. No need to pick me up, I take the train."],
      [42, TOMAS, "Could you bring the demo tablet to the pilot visit? Mine has a broken screen."],
      [40, SAM, "Will do."],
    ],
  },
];

/** The chats as a feed, with all times relative to `now`. */
export function telegramSample(now: Date): SampleFeed {
  return feedOf("telegram", CHATS.flatMap((chat) => eventsOf(chat, now)));
}

function eventsOf(chat: Chat, now: Date): SampleEvent[] {
  return chat.lines.map(([ago, author, text], index) => ({
    fields: {
      external_id: `${chat.id}:${index + 1}`,
      thread_external_id: chat.id,
      event_type: "message",
      title: `${author.name} in ${chat.name}`,
      author: author.name,
      place: chat.name,
      addressed: chat.lines.some(([, who]) => who === SAM) && !chat.id.startsWith("-")
        ? "direct"
        : "none",
      body: text,
      url: null,
      text_for_embedding: text,
      source_version: "",
      importance_score: 20,
      occurred_at: minutesBefore(now, ago).toISOString(),
      deleted: false,
      raw: { id: index + 1, chat_id: chat.id, from: author.name },
    },
    participants: [author.name],
    subject: chat.name,
  }));
}
