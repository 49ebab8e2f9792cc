import assert from "node:assert/strict";
import { normaliseMessage } from "../../../../../shared/connectors/slack/messages/normalise.ts";
import { DIRECTORY, LAUNCH, message } from "../fixtures.ts";

const CONTEXT = { channel: LAUNCH, directory: DIRECTORY, ownUserId: "U2" };
const eventOf = (fields: Record<string, unknown>) => normaliseMessage(message(fields), CONTEXT);
const wordsOf = (fields: Record<string, unknown>) => eventOf(fields)?.text_for_embedding;

const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });
const text = (words: string) => ({ type: "text", text: words });
const rich = (...elements: unknown[]) => ({ type: "rich_text", elements });
const line = (...elements: unknown[]) => ({ type: "rich_text_section", elements });
const button = (label: string) => ({ type: "button", text: { type: "plain_text", text: label } });

const WORDS: readonly (readonly [string, Record<string, unknown>, string])[] = [
  ["a stand-in gives way to blocks", {
    text: "[no preview available]",
    blocks: [section("Stock is low")],
  }, "Stock is low"],
  ["a notification gives way to blocks", {
    text: "Standup bot sent a reminder",
    blocks: [section("Blocked: waiting for the venue")],
  }, "Blocked: waiting for the venue"],
  ["the same is said once", {
    text: "*Ship* it, <@U2|jonas>",
    blocks: [rich(line(text("Ship it, "), { type: "user", user_id: "U2" }))],
  }, "*Ship* it, @Jonas"],
  ["buttons stand beside a text", {
    text: "Lunch?",
    blocks: [{ type: "actions", elements: [button("Yes"), button("No")] }],
  }, "Lunch?\nYes | No"],
  ["lists keep marks, numbers and depth", {
    blocks: [rich(
      { type: "rich_text_list", style: "ordered", indent: 0, elements: [line(text("one"))] },
      { type: "rich_text_list", style: "bullet", indent: 1, elements: [line(text("under"))] },
      { type: "rich_text_list", style: "ordered", indent: 0, elements: [line(text("two"))] },
    )],
  }, "1. one\n    • under\n2. two"],
  ["quotes and code are marked", {
    blocks: [rich(
      { type: "rich_text_quote", elements: [text("they said\nso")] },
      line(text("a < b &amp; I agree")),
      { type: "rich_text_preformatted", elements: [text("x <- y")] },
    )],
  }, "> they said\n> so\na < b & I agree\n```\nx <- y\n```"],
  ["a typed block quote is marked to its end", {
    text: "Olga wrote\n&gt;&gt;&gt;one\ntwo",
  }, "Olga wrote\n> one\n> two"],
  ["tables have rows", {
    blocks: [{
      type: "table",
      rows: [[{ type: "raw_text", text: "Item" }, { type: "raw_text", text: "Due" }], [
        { type: "raw_text", text: "Stage" },
        rich(line(text("Friday"))),
      ]],
    }],
  }, "Item | Due\nStage | Friday"],
  ["headers, fields, context and videos are read", {
    blocks: [
      { type: "header", text: { type: "plain_text", text: "Report" } },
      { type: "section", fields: [{ type: "mrkdwn", text: "*Owner*" }], accessory: button("Open") },
      {
        type: "context",
        elements: [{ type: "mrkdwn", text: "by" }, { type: "mrkdwn", text: "ci" }],
      },
      { type: "video", title: { type: "plain_text", text: "Tour" }, alt_text: "x" },
    ],
  }, "Report\n*Owner*\nOpen\nby ci\nTour"],
  ["an unknown block's words are read", {
    blocks: [{
      type: "novel_card",
      title: { type: "plain_text", text: "New" },
      body: section("thing"),
    }],
  }, "New\nthing"],
  ["attachments have fields, buttons and blocks", {
    attachments: [
      { fallback: "x", title: "Build", fields: [{ title: "State", value: "red" }] },
      { fallback: "[no preview available]", blocks: [section("Disk full")] },
      { text: "Vote", actions: [{ type: "button", text: "A" }, { type: "button", text: "B" }] },
    ],
  }, "Build\nState: red\nDisk full\nVote\nA | B"],
  ["shared messages are quotes of their author", {
    text: "see",
    attachments: [{
      is_msg_unfurl: true,
      author_name: "Olga",
      fallback: "x",
      text: "Ships Monday\nfrom Oslo",
      message_blocks: [{ message: { blocks: [rich(line(text("Ships Monday\nfrom Oslo")))] } }],
    }],
  }, "see\n> Olga: Ships Monday\n> from Oslo"],
  ["files have transcripts and previews", {
    files: [
      { name: "clip.m4a", transcription: { preview: { content: "call me back" } } },
      { title: "fix.sql", mode: "snippet", preview: "select 1 < 2" },
      { subject: "Offer", plain_text: "Dear all" },
    ],
  }, "clip.m4a\ncall me back\nfix.sql\nselect 1 < 2\nOffer\nDear all"],
  ["dates without a label are written out", {
    text: "<!date^1796000000^{date_num} {time}> <!date^1796000000^{date_short}> <!date^x^{date}>",
  }, "2026-11-30 12:53 AM UTC Nov 30, 2026 (unknown date)"],
  ["long dates and seconds", {
    text:
      "<!date^1796000000^{date_long} at {time_secs}^https://a.example> <!date^1796000000^{ago}>",
  }, "Monday, November 30th, 2026 at 12:53:20 AM UTC November 30th, 2026 at 12:53 AM UTC"],
  ["unknown commands and odd links leave no markup", {
    text: "<!novel^1> <a.example/x|two\nlines> <https://a.example|a|b>",
  }, "@novel two lines (a.example/x) a|b (https://a.example)"],
];

for (const [what, fields, expected] of WORDS) {
  Deno.test(`normaliseMessage() reads words: ${what}`, () => {
    assert.equal(wordsOf({ text: "", ...fields }), expected);
  });
}

Deno.test("normaliseMessage() takes no stand-in for what somebody wrote", () => {
  const attachments = [{ text: "Disk full" }];
  for (const text of ["[no preview available]", "This message contains interactive elements."]) {
    const event = eventOf({ text, attachments });
    assert.deepEqual([event?.body, event?.text_for_embedding], [null, "Disk full"]);
    assert.equal(eventOf({ text })?.body, text);
  }
});

Deno.test("normaliseMessage() takes no more time for markup that is never closed", () => {
  for (const unit of ["<@", "\n", "&gt;", "<!date^", "<a|", "```"]) {
    const long = unit.repeat(200_000);
    const quote = { type: "rich_text_quote", elements: [text(`${long}x`)] };
    assert.ok(eventOf({ text: `${long}y`, blocks: [rich(quote), section(long)] }));
  }
});

Deno.test("normaliseMessage() writes dates in the person's zone", () => {
  const directory = { ...DIRECTORY, timeZone: "Asia/Tokyo" };
  const date = message({ text: "<!date^1796000000^{date_num} {time}>" });
  assert.equal(
    normaliseMessage(date, { ...CONTEXT, directory })?.body,
    "2026-11-30 9:53 AM GMT+9",
  );
});

Deno.test("normaliseMessage() takes a mention in blocks for one, and none in a shared message", () => {
  const shared = { is_share: true, text: "<@U2> hi" };
  for (
    const [fields, expected] of [
      [{ blocks: [section("<@U2> please")] }, ["mention", 60]],
      [{ attachments: [{ blocks: [section("for <@U2>")] }] }, ["mention", 60]],
      [{ blocks: [rich(line({ type: "user", user_id: "U2" }))] }, ["mention", 60]],
      [{ blocks: [rich(line({ type: "broadcast", range: "here" }))] }, ["message", 35]],
      [{ text: "look", attachments: [shared] }, ["message", 20]],
    ] as const
  ) {
    const event = eventOf({ text: "", ...fields });
    assert.deepEqual([event?.event_type, event?.importance_score], expected);
  }
});

Deno.test("normaliseMessage() gives null for what nobody said", () => {
  const settings = ["join", "leave", "topic", "purpose", "name", "archive", "unarchive"];
  for (
    const subtype of [
      ...settings.flatMap((change) => [`channel_${change}`, `group_${change}`]),
      ...["channel_convert_to_private", "channel_posting_permissions", "channel_canvas_updated"],
      ...["pinned_item", "unpinned_item", "bot_add", "bot_remove", "bot_enable", "bot_disable"],
      ...["reminder_add", "tombstone", "sh_room_created", "joiner_notification"],
      ...["app_conversation_join", "tabbed_canvas_updated", "ekm_access_denied"],
    ]
  ) assert.equal(eventOf({ subtype, text: "x" }), null, subtype);
  assert.equal(eventOf({ subtype: "huddle_thread", text: "A huddle started" }), null);
  assert.equal(eventOf({ subtype: "huddle_thread", text: "" }), null);
  assert.equal(eventOf({ subtype: "novel", text: "" }), null);
});

Deno.test("normaliseMessage() gives an event for speech of every kind", () => {
  for (
    const subtype of [
      "bot_message",
      "me_message",
      "file_share",
      "thread_broadcast",
      "novel",
      "",
      "slackbot_response",
      "huddle_thread",
    ]
  ) assert.ok(eventOf({ subtype, text: "Let us meet at the gate" }), subtype);
});

Deno.test("normaliseMessage() stores no token, in whatever field it stands", () => {
  // Put together here, so that no scanner takes the test for a leak.
  const token = ["xoxe", "1234", "Abcd"].join("-");
  for (
    const fields of [
      { text: `see https://files.example/a?t=${token}` },
      { text: "", blocks: [section(`<https://files.example/a?t=${token}|plan>`)] },
      { text: "x", files: [{ thumb_64: `https://files.example/t%3D${token}`, preview: token }] },
      { text: "x", attachments: [{ text: token, footer: ["xoxe.xoxp", "1", "q"].join("-") }] },
    ]
  ) assert.doesNotMatch(JSON.stringify(eventOf(fields)), /xox[a-z][.-]/);
});
