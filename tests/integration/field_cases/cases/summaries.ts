import { DAY, type FieldCase, JONAS, message, MIRA, PRIYA, thread } from "../field_case.ts";

const PROMPT = "summarize the last 2 days";
const BOT = "news/2026-11-24.json";
const many = (count: number, of: (index: number) => object) =>
  Array.from({ length: count }, (_, index) => of(index));
const bot = (words: string, minute: number, name = "CI") =>
  message(null, words, { bot_id: "B1", username: name, subtype: "bot_message" }, minute);

/** What a summary must not lose: each a sibling of a case that was once summed up wrongly. */
export const summaryCases: FieldCase[] = [
  {
    name: "three people beside a bot of many names",
    files: {
      [BOT]: many(
        80,
        (index) =>
          bot(
            `Deploy ${4000 + index} of shop to stage ${index % 7} took ${index} seconds.`,
            -300 + index,
            `Deploy ${index % 5}`,
          ),
      ),
      [DAY]: [
        message(JONAS, "The printer cannot deliver the flyers before 7 December."),
        message(PRIYA, "We decided to move the opening to 10 December.", {}, 9),
        message(MIRA, "I will tell the band that we open later.", {}, 12),
      ],
    },
    ask: [{
      prompt: PROMPT,
      highlights: [/flyers before 7 December/, /opening to 10 December/, /tell the band/],
    }],
  },
  {
    name: "a decision beside one long thread",
    files: {
      [DAY]: thread(
        ...many(40, (index) =>
          [
            index % 2 ? JONAS : PRIYA,
            `About the colour of the chairs again, point ${index}: I would rather take the darker ones since they hide stains and wear for longer.`,
          ] as unknown as object) as unknown as [string, string][],
      ),
      "events/2026-11-24.json": [
        message(PRIYA, "Decision: we rent hall 4 from the city for 12,000 euros.", {}, 60),
      ],
    },
    ask: [{ prompt: PROMPT, highlights: [/hall 4 from the city/] }],
  },
  {
    name: "one person's run beside another's one line",
    files: {
      [DAY]: many(
        60,
        (index) =>
          message(
            JONAS,
            `Photo ${index} of the hall shows the wall with socket ${index + 3} and lamp ${
              index * 2
            }.`,
            {},
            index,
          ),
      ),
      "events/2026-11-24.json": [
        message(PRIYA, "The insurance does not cover the outdoor stage.", {}, 70),
      ],
    },
    ask: [{ prompt: PROMPT, highlights: [/insurance does not cover/] }],
  },
  {
    name: "a question to the owner beside chatter",
    files: {
      [DAY]: [
        ...many(
          50,
          (index) =>
            message(
              PRIYA,
              `lol ${index} that was a great lunch again at the place around the corner, number ${index}`,
              {},
              index,
            ),
        ),
        message(JONAS, `<@${MIRA}> can we sign the lease on Thursday?`, {}, 55),
      ],
    },
    ask: [{ prompt: PROMPT, highlights: [/sign the lease on Thursday/] }],
  },
  {
    name: "what others marked beside what nobody did",
    files: {
      [DAY]: [
        ...many(
          40,
          (index) =>
            message(
              index % 2 ? JONAS : PRIYA,
              `Some thoughts, part ${index}, on how a stand of that size could be laid out with tables.`,
              {},
              index,
            ),
        ),
        message(PRIYA, "Our film won the prize of the jury.", {
          reactions: [{ name: "tada", count: 9, users: [JONAS, MIRA] }],
          reply_count: 4,
        }, 45),
      ],
    },
    ask: [{ prompt: PROMPT, highlights: [/prize of the jury/] }],
  },
  {
    name: "statistics and text agree",
    files: {
      [DAY]: many(
        30,
        (index) =>
          message(index % 3 ? JONAS : PRIYA, `Line ${index} about stand ${index}.`, {}, index),
      ),
    },
    ask: [{ prompt: PROMPT, has: [/"total_events":30/, /30 from Slack/] }],
  },
];
