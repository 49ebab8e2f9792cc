import {
  DAY,
  type FieldCase,
  JONAS,
  message,
  MIRA,
  person,
  PRIYA,
  slackTs,
} from "../field_case.ts";

const rich = (...elements: object[]) => [{ type: "rich_text", elements }];
const section = (...elements: object[]) => ({ type: "rich_text_section", elements });
const text = (words: string, style?: object) => ({
  type: "text",
  text: words,
  ...(style ? { style } : {}),
});
const mrkdwn = (words: string) => ({ type: "section", text: { type: "mrkdwn", text: words } });

/** Exports as people have them: each a sibling of a case that was once read wrongly. */
export const readingCases: FieldCase[] = [
  // Names
  {
    name: "a folder in NFD, its list in NFC, with a combining mark in the middle",
    files: {
      "channels.json": [{ id: "C16", name: "caf\u00e9-m\u00fcnchen" }],
      "cafe\u0301-mu\u0308nchen/2026-11-24.json": [message(JONAS, "Der Ofen ist an.")],
    },
    events: { count: 1, some: [{ id: /^C16:/, place: /café-münchen/ }] },
  },
  {
    name: "a list in NFD, its folder in NFC",
    files: {
      "channels.json": [{ id: "C17", name: "re\u0301union" }],
      "r\u00e9union/2026-11-24.json": [message(JONAS, "On commence à dix heures.")],
    },
    events: { count: 1, some: [{ id: /^C17:/ }] },
  },
  {
    name: "Hangul in jamo",
    files: {
      "channels.json": [{ id: "C18", name: "\ud55c\uad6d" }],
      "\u1112\u1161\u11ab\u1100\u116e\u11a8/2026-11-24.json": [
        message(PRIYA, "The stand in Seoul is booked."),
      ],
    },
    events: { count: 1, some: [{ id: /^C18:/ }] },
  },
  // Enterprise Grid
  {
    name: "a Grid export with users.json of a workspace and org_users.json of the others",
    files: {
      "users.json": [person(MIRA, "Mira", "Lund")],
      "org_users.json": [person(JONAS, "Jonas", "Weber"), person(MIRA, "Mira", "Lund")],
      [DAY]: [message(JONAS, `Budget is through, <@${MIRA}>.`)],
    },
    events: { count: 1, some: [{ author: /^Jonas$/, text: /@Mira/ }], none: /U02JONAS|U01MIRA/ },
  },
  {
    name: "people of a workspace under teams/, named in the org's list alone",
    files: {
      "users.json": null,
      "channels.json": null,
      "dms.json": null,
      "org_users.json": [person(JONAS, "Jonas", "Weber"), person(MIRA, "Mira", "Lund")],
      "teams/acme/channels.json": [{ id: "C01", name: "launch" }],
      "teams/acme/launch/2026-11-24.json": [message(JONAS, `For <@${MIRA}>: the fair is on.`)],
    },
    events: { count: 1, some: [{ author: /^Jonas$/, text: /@Mira/, place: /launch/ }] },
  },
  {
    name: "two workspaces with a channel of one name",
    files: {
      "channels.json": null,
      "dms.json": null,
      "teams/acme/channels.json": [{ id: "C01", name: "launch" }],
      "teams/acme/launch/2026-11-24.json": [message(JONAS, "News of acme.")],
      "teams/beta/channels.json": [{ id: "C71", name: "launch" }],
      "teams/beta/launch/2026-11-24.json": [message(PRIYA, "News of beta.", { team: "T02" })],
    },
    events: { count: 2, some: [{ text: /acme/, id: /^C01:/ }, { text: /beta/, id: /^C71:/ }] },
  },
  {
    name: "direct messages of a Grid beside its workspaces",
    files: {
      "channels.json": null,
      "org_users.json": [person(JONAS, "Jonas", "Weber"), person(MIRA, "Mira", "Lund")],
      "D12/2026-11-24.json": [message(JONAS, "Between us: the price is 40.")],
      "teams/acme/channels.json": [{ id: "C01", name: "launch" }],
      "teams/acme/launch/2026-11-24.json": [message(JONAS, "Workspace news.")],
    },
    events: { count: 2, some: [{ text: /Between us/ }, { text: /Workspace news/ }] },
  },
  // Words in blocks
  {
    name: "a header, fields and a context beside a stand-in",
    files: {
      [DAY]: [message(null, "This content can't be displayed.", {
        bot_id: "B04",
        username: "Deploys",
        subtype: "bot_message",
        blocks: [
          { type: "header", text: { type: "plain_text", text: "Deploy of storefront failed" } },
          {
            type: "section",
            fields: [{ type: "mrkdwn", text: "*Stage*\nsmoke tests" }, {
              type: "mrkdwn",
              text: "*By*\nPriya",
            }],
          },
          { type: "context", elements: [{ type: "mrkdwn", text: "run 4411 on main" }] },
          { type: "divider" },
        ],
      })],
    },
    events: {
      count: 1,
      some: [{ text: /storefront failed/ }, { text: /smoke tests/ }, { text: /run 4411/ }],
      none: /can't be displayed/,
    },
  },
  {
    name: "rich text with a list, a quote and preformatted words and no text",
    files: {
      [DAY]: [message(JONAS, "", {
        blocks: rich(
          section(text("What is left:")),
          {
            type: "rich_text_list",
            style: "ordered",
            indent: 0,
            elements: [section(text("order the banner")), section(text("pay the deposit"))],
          },
          { type: "rich_text_quote", elements: [text("cash only, says the hall")] },
          { type: "rich_text_preformatted", elements: [text("IBAN DE00 1234")] },
        ),
      })],
    },
    events: {
      count: 1,
      some: [{ text: /order the banner/ }, { text: /pay the deposit/ }, { text: /cash only/ }, {
        text: /IBAN DE00/,
      }],
    },
  },
  {
    name: "an image's title and alternative words, a video's title and an input's label",
    files: {
      [DAY]: [message(null, "", {
        bot_id: "B04",
        subtype: "bot_message",
        blocks: [
          {
            type: "image",
            image_url: "https://img.example.test/1.png",
            alt_text: "plan of hall 4",
            title: { type: "plain_text", text: "Where we stand" },
          },
          {
            type: "video",
            title: { type: "plain_text", text: "How to build the stand" },
            alt_text: "a stand",
            video_url: "https://v.example.test/1",
          },
          { type: "markdown", text: "**Doors** open at nine" },
        ],
      })],
    },
    events: {
      count: 1,
      some: [{ text: /plan of hall 4|Where we stand/ }, { text: /How to build the stand/ }, {
        text: /Doors/,
      }],
    },
  },
  {
    name: "a table block",
    files: {
      [DAY]: [message(JONAS, "", {
        blocks: [{
          type: "table",
          rows: [
            [{ type: "raw_text", text: "Supplier" }, { type: "raw_text", text: "Price" }],
            [{ type: "raw_text", text: "Kessel & Sons" }, {
              type: "rich_text",
              elements: [section(text("480 euros"))],
            }],
          ],
        }],
      })],
    },
    events: { count: 1, some: [{ text: /Kessel & Sons/ }, { text: /480 euros/ }] },
  },
  // Attachments
  {
    name: "an attachment's title, text and fields, its fallback a stand-in",
    files: {
      [DAY]: [message(null, "", {
        bot_id: "B04",
        username: "Tickets",
        subtype: "bot_message",
        attachments: [{
          fallback: "[no preview available]",
          title: "OPS-78 Renew the domain",
          text: "The domain ends on 30 November.",
          fields: [{ title: "Assignee", value: `<@${MIRA}>`, short: true }],
          footer: "Tickets",
        }],
      })],
    },
    events: {
      count: 1,
      some: [{ text: /OPS-78 Renew the domain/ }, { text: /ends on 30 November/ }, {
        text: /@Mira/,
      }],
      none: /no preview available/,
    },
  },
  {
    name: "a forwarded message in message_blocks",
    files: {
      [DAY]: [message(JONAS, "fyi", {
        attachments: [{
          is_share: true,
          is_msg_unfurl: true,
          author_name: "Priya",
          channel_id: "C02",
          fallback: "[November 23rd, 2026 9:00 AM] priya: …",
          message_blocks: [{
            team: "T01",
            channel: "C02",
            ts: slackTs(-60),
            message: { blocks: rich(section(text("The hall is ours from the 2nd on."))) },
          }],
        }],
      })],
    },
    events: { count: 1, some: [{ text: /fyi/ }, { text: /hall is ours from the 2nd/ }] },
  },
  {
    name: "an attachment with a fallback alone keeps it",
    files: {
      [DAY]: [message(null, "", {
        bot_id: "B04",
        subtype: "bot_message",
        attachments: [{ fallback: "Invoice 4711 was paid by Kessel & Sons" }],
      })],
    },
    events: { count: 1, some: [{ text: /Invoice 4711 was paid/ }] },
  },
  {
    name: "an address without a preview keeps the words beside it",
    files: {
      [DAY]: [message(JONAS, "See <https://plan.example.test/a?b=1&amp;c=2>", {
        attachments: [{
          title: "Plan of the fair",
          title_link: "https://plan.example.test/a",
          text: "Twelve stands in hall 4",
          fallback: "Plan of the fair",
        }],
      })],
    },
    events: {
      count: 1,
      some: [{ text: /plan\.example\.test\/a\?b=1&c=2/ }, { text: /Twelve stands in hall 4/ }],
    },
  },
  // Settings and other noise
  {
    name: "messages of settings are noise",
    files: {
      [DAY]: [
        ...[
          "pinned_item",
          "unpinned_item",
          "channel_join",
          "channel_leave",
          "channel_topic",
          "channel_purpose",
          "channel_name",
          "channel_archive",
          "channel_unarchive",
          "channel_convert_to_private",
          "channel_posting_permissions",
          "bot_add",
          "bot_remove",
          "group_join",
          "reminder_add",
          "bot_enable",
          "bot_disable",
          "group_topic",
          "group_purpose",
        ].map((subtype, index) => message(JONAS, `did something: ${subtype}`, { subtype }, index)),
        message(JONAS, "The poster is printed.", {}, 40),
      ],
    },
    events: { count: 1, some: [{ text: /poster is printed/ }] },
  },
  {
    name: "a tombstone is no speech, its replies are",
    files: {
      [DAY]: [
        message("USLACKBOT", "This message was deleted.", {
          subtype: "tombstone",
          thread_ts: slackTs(0),
          reply_count: 1,
          hidden: true,
        }),
        message(PRIYA, "I have the old price list here.", { thread_ts: slackTs(0) }, 3),
      ],
    },
    events: { count: 1, some: [{ text: /old price list/ }], none: /was deleted/ },
  },
  {
    name: "a huddle is no speech",
    files: {
      [DAY]: [
        message("USLACKBOT", "A huddle started", {
          subtype: "huddle_thread",
          room: { id: "R1", name: "" },
        }),
        message(PRIYA, "After the huddle: we take hall 4.", {}, 9),
      ],
    },
    events: { count: 1, some: [{ text: /we take hall 4/ }], none: /huddle started/ },
  },
  {
    name: "what is said with a subtype is speech",
    files: {
      [DAY]: [
        message(JONAS, "is on the way to the hall", { subtype: "me_message" }),
        message(JONAS, "The same in the channel.", {
          subtype: "thread_broadcast",
          thread_ts: slackTs(-9),
        }, 1),
        message(JONAS, "Here is the plan", {
          subtype: "file_share",
          files: [{ id: "F1", name: "plan.pdf", title: "plan.pdf" }],
        }, 2),
      ],
    },
    events: {
      count: 3,
      some: [{ text: /on the way/ }, { text: /same in the channel/ }, { text: /Here is the plan/ }],
    },
  },
  // Names of people from elsewhere
  {
    name: "a name in user_profile of another message than the mention's",
    files: {
      [DAY]: [
        message(JONAS, "Thank you, <@U09EXT>.", {}, 1),
        message("U09EXT", "The container left Rotterdam.", {
          user_profile: { real_name: "Henk de Vries", display_name: "", name: "henk" },
        }, 2),
      ],
    },
    events: {
      count: 2,
      some: [{ author: /^Henk de Vries$/ }, { text: /@Henk de Vries/ }],
      none: /U09EXT/,
    },
  },
  {
    name: "a mention that carries its label",
    files: {
      [DAY]: [
        message(
          JONAS,
          "Ask <@U77GONE|olga> about <#C99GONE|old-fairs> and <!subteam^S1|@stand-team>.",
        ),
      ],
    },
    events: {
      count: 1,
      some: [{ text: /@olga/ }, { text: /#old-fairs/ }, { text: /@stand-team/ }],
      none: /U77GONE|C99GONE|S1\b/,
    },
  },
  {
    name: "a bot named by bot_profile or username",
    files: {
      [DAY]: [
        message(null, "Build 1 failed", { bot_id: "B1", bot_profile: { name: "Pipeline" } }),
        message(null, "Build 2 failed", {
          bot_id: "B2",
          username: "Old Pipeline",
          subtype: "bot_message",
        }, 1),
      ],
    },
    events: { count: 2, some: [{ author: /^Pipeline$/ }, { author: /^Old Pipeline$/ }] },
  },
  // Packed again
  {
    name: "an export in a folder of a folder, with the Mac's own files",
    files: {
      "channels.json": null,
      "users.json": null,
      "dms.json": null,
      "__MACOSX/acme/._channels.json": "\u0000\u0005",
      ".DS_Store": "\u0000",
      "backup/acme/channels.json": [{ id: "C01", name: "launch" }],
      "backup/acme/users.json": [person(JONAS, "Jonas", "Weber")],
      "backup/acme/launch/2026-11-24.json": [message(JONAS, "Packed twice.")],
    },
    events: { count: 1, some: [{ text: /Packed twice/, id: /^C01:/, author: /Jonas/ }] },
  },
  {
    name: "a note and a picture beside the export's folder",
    files: {
      "channels.json": null,
      "users.json": null,
      "dms.json": null,
      "READ ME.txt": "made on Monday",
      "preview.png": "not a picture",
      "acme/channels.json": [{ id: "C01", name: "launch" }],
      "acme/users.json": [person(JONAS, "Jonas", "Weber")],
      "acme/launch/2026-11-24.json": [message(JONAS, "Beside a note.")],
    },
    events: { count: 1, some: [{ text: /Beside a note/, id: /^C01:/ }] },
  },
  {
    name: "Windows' separators",
    files: {
      "channels.json": null,
      "users.json": null,
      "dms.json": null,
      "acme\\channels.json": [{ id: "C01", name: "launch" }],
      "acme\\users.json": [person(JONAS, "Jonas", "Weber")],
      "acme\\launch\\2026-11-24.json": [message(JONAS, "Packed on Windows.")],
    },
    events: { count: 1, some: [{ text: /Packed on Windows/, id: /^C01:/ }] },
  },
  // Nothing is passed over in silence
  {
    name: "a day file with a suffix",
    files: {
      [DAY]: [message(JONAS, "The day.")],
      "launch/2026-11-24 (1).json": [message(JONAS, "The other copy.", {}, 5)],
    },
    events: { count: 2, some: [{ text: /other copy/ }] },
  },
  {
    name: "canvases and other files of a channel are named",
    files: {
      [DAY]: [message(JONAS, "The day.")],
      "launch/canvas_in_the_conversation.json": { title: "Plan" },
    },
    events: { count: 1 },
    problem: /canvas_in_the_conversation/,
  },
  {
    name: "a broken day is named and the others are read",
    files: {
      [DAY]: '[{"type":"message","ts":"1',
      "launch/2026-11-23.json": [message(JONAS, "The day before.", {}, -1440)],
    },
    events: { count: 1 },
    problem: /2026-11-24/,
  },
  {
    name: "an empty file and a file that holds no list are named",
    files: {
      [DAY]: [message(JONAS, "The day.")],
      "events/2026-11-24.json": "",
      "news/2026-11-24.json": { ok: true },
    },
    events: { count: 1 },
    problem: /events\/2026-11-24[\s\S]*news\/2026-11-24|news\/2026-11-24[\s\S]*events\/2026-11-24/,
  },
  {
    name: "a folder in no list is read, and its name is its place",
    files: { "old-fairs/2026-11-24.json": [message(JONAS, "From a channel that nobody lists.")] },
    events: { count: 1, some: [{ text: /nobody lists/, place: /old-fairs/ }] },
  },
  // mrkdwn
  {
    name: "a date with a label, one without, one with an address",
    files: {
      [DAY]: [
        message(JONAS, "Rehearsal <!date^1796000000^{date_long} at {time}|1 December>"),
        message(JONAS, "Dress rehearsal <!date^1796000000^{date_num} {time_secs}>", {}, 1),
        message(
          JONAS,
          "Opening <!date^1796000000^{date_short_pretty}^https://cal.example.test/1|soon>",
          {},
          2,
        ),
      ],
    },
    events: {
      count: 3,
      some: [{ text: /Dress rehearsal .*2026/ }],
      none: /<!date|\{date|\{time|\^1796/,
    },
  },
  {
    name: "entities, special mentions and addresses of every form",
    files: {
      [DAY]: [
        message(
          JONAS,
          "<!here> <!channel> <!everyone> a &lt;b&gt; &amp; c <mailto:k@example.test|k@example.test> <tel:+4912|+49 12> <https://a.example.test>",
        ),
      ],
    },
    events: {
      count: 1,
      some: [{ text: /a <b> & c/ }, { text: /k@example\.test/ }],
      none: /<!|mailto:|&amp;|&lt;/,
    },
  },
  {
    name: "elements of rich text: emoji, people, channels, dates, broadcast",
    files: {
      [DAY]: [message(JONAS, "", {
        blocks: rich(section(
          { type: "user", user_id: MIRA },
          text(" look at "),
          { type: "channel", channel_id: "C02" },
          text(" "),
          { type: "link", url: "https://plan.example.test", text: "the plan" },
          text(" until "),
          { type: "date", timestamp: 1_796_000_000, format: "{date_long}" },
          text(" "),
          { type: "emoji", name: "tada" },
          { type: "broadcast", range: "here" },
        )),
      })],
    },
    events: {
      count: 1,
      some: [{ text: /@Mira look at #events .*the plan/ }, { text: /2026/ }],
      none: /U01MIRA|\{date_long|C02/,
    },
  },
  // Mentions in blocks
  {
    name: "a request to the owner in rich text, with a stand-in as text",
    files: {
      [DAY]: [message(JONAS, "", {
        blocks: rich(
          section(
            { type: "user", user_id: MIRA },
            text(" could you please sign the lease by Friday?"),
          ),
        ),
      })],
    },
    ask: [{ prompt: "what needs action?", tasks: 1, has: [/sign the lease/] }],
  },
  {
    name: "a request to the owner in an attachment's block",
    files: {
      [DAY]: [message(null, "", {
        bot_id: "B06",
        bot_profile: { name: "Reviews" },
        attachments: [{
          fallback: "[no preview available]",
          blocks: [mrkdwn(`<@${MIRA}> please approve the release by Thursday.`)],
        }],
      })],
    },
    ask: [{ prompt: "what needs action?", tasks: 1, has: [/approve the release/] }],
  },
  {
    name: "a request to somebody else in a block",
    files: {
      [DAY]: [message(null, "", {
        bot_id: "B06",
        bot_profile: { name: "Reviews" },
        blocks: [mrkdwn(`<@${JONAS}> please review pull request 90 by Friday.`)],
      })],
    },
    ask: [{ prompt: "what needs action?", tasks: 0 }],
  },
  // Direct messages
  {
    name: "a folder of a group's direct messages",
    files: {
      "mpims.json": [{
        id: "G20",
        name: "mpdm-mira--jonas--priya-1",
        members: [MIRA, JONAS, PRIYA],
      }],
      "mpdm-mira--jonas--priya-1/2026-11-24.json": [message(JONAS, "For the three of us.")],
    },
    events: { count: 1, some: [{ id: /^G20:/, text: /three of us/ }] },
  },
  {
    name: "a folder of a direct message with somebody who is in no list",
    files: {
      "dms.json": null,
      "D99ZZ/2026-11-24.json": [
        message("U55NEW", "Hello from outside.", { user_profile: { real_name: "Ines Prado" } }),
      ],
    },
    events: { count: 1, some: [{ place: /direct message|\bDM\b/i, author: /Ines Prado/ }] },
  },
  {
    name: "a private channel of groups.json",
    files: {
      "groups.json": [{ id: "G30", name: "prices", members: [MIRA, JONAS] }],
      "prices/2026-11-24.json": [message(JONAS, "We ask for 480.")],
    },
    events: { count: 1, some: [{ id: /^G30:/, place: /prices/ }] },
  },
];
