import assert from "node:assert/strict";
import fc from "fast-check";
import {
  mentionsEveryone,
  mentionsUser,
  readableText,
} from "../../../../../shared/connectors/slack/messages/mrkdwn.ts";
import { DIRECTORY } from "../fixtures.ts";

const CASES: readonly (readonly [string, string])[] = [
  ["<@U1> and <@U2|jonas>", "@Mira and @Jonas"],
  ["<@U9> and <@U9|nadia> and <@U9|@nadia>", "@U9 and @nadia and @nadia"],
  ["<#C1|old-name> <#C2> <#C9> <#C9|ops> <#C1|>", "#launch #random #C9 #ops #launch"],
  ["<!here> <!channel> <!everyone> <!here|@here>", "@here @channel @everyone @here"],
  ["<!subteam^S1> <!subteam^S9|@ops> <!subteam^S9>", "@backend @ops @S9"],
  ["<!date^1517612431^{date_short}|2 Feb 2018>", "2 Feb 2018"],
  ["<!date^1517612431^{date}^https://a.example/|2 Feb>", "2 Feb"],
  ["<https://a.example/x|the plan>", "the plan (https://a.example/x)"],
  ["<https://a.example/x>", "https://a.example/x"],
  ["<http://a.example|a.example>", "http://a.example"],
  ["<https://a.example/?a=1&amp;b=2|R&amp;D>", "R&D (https://a.example/?a=1&b=2)"],
  ["<mailto:a@b.example|a@b.example>", "a@b.example"],
  ["<mailto:a@b.example|write to us>", "write to us (a@b.example)"],
  ["<tel:+491234|+49 1234>", "+49 1234 (+491234)"],
  ["<ssh:host>", "ssh:host"],
  ["a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"],
  ["&amp;lt;b&amp;gt; &amp;amp;", "&lt;b&gt; &amp;"],
  ["&quot;&#39;&nbsp;", "&quot;&#39;&nbsp;"],
  ["&lt;@U1&gt;", "<@U1>"],
  ["`x -&gt; y` and ```\n(-&gt;&gt; [1 2])\n```", "`x -> y` and ```\n(->> [1 2])\n```"],
  ["*bold* _it_ ~no~ :tada:", "*bold* _it_ ~no~ :tada:"],
  ["<div> <> <@> <!-- x --> 1 < 2 > 0 <@U1", "<div> <> <@> <!-- x --> 1 < 2 > 0 <@U1"],
  ["<@constructor> <#__proto__>", "@constructor #__proto__"],
  ["", ""],
];

for (const [source, expected] of CASES) {
  Deno.test(`readableText() gives ${JSON.stringify(expected)} when given ${JSON.stringify(source)}`, () => {
    assert.equal(readableText(source, DIRECTORY), expected);
  });
}

Deno.test("readableText() never throws, whatever the text", () => {
  const markup = fc.constantFrom(
    "<",
    ">",
    "@",
    "#",
    "!",
    "|",
    "^",
    "&",
    "&lt;",
    "U1",
    "a",
    "\n",
    "http:",
  );
  const anything = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(markup, { maxLength: 40 }).map((parts) => parts.join("")),
  );
  fc.assert(fc.property(anything, (text) => {
    assert.equal(typeof readableText(text, DIRECTORY), "string");
  }));
});

Deno.test("readableText() leaves no mention of a known id, wherever it stands", () => {
  const mention = fc.constantFrom("<@U1>", "<@U2>", "<@U1|old>", "<@U2|>");
  const plain = fc.string().map((text) => text.replace(/[<>&]/g, ""));
  fc.assert(fc.property(fc.array(fc.oneof(mention, plain)), (parts) => {
    assert.doesNotMatch(readableText(parts.join(""), DIRECTORY), /<@/);
  }));
});

Deno.test("readableText() decodes what Slack encoded, exactly once", () => {
  const encode = (text: string) =>
    text.replace(/[&<>]/g, (c) => c === "&" ? "&amp;" : c === "<" ? "&lt;" : "&gt;");
  const risky = fc.array(fc.constantFrom("&", "<", ">", "amp;", "lt;", "&lt;", "<@U1>", " ", "x"));
  fc.assert(fc.property(fc.oneof(fc.string(), risky.map((parts) => parts.join(""))), (text) => {
    assert.equal(readableText(encode(text), DIRECTORY), text);
  }));
});

Deno.test("readableText() reads nothing into a name that looks like markup", () => {
  const users = new Map([["U1", "<@U2> &amp; $& $1"]]);
  assert.equal(readableText("hi <@U1>", { ...DIRECTORY, users }), "hi @<@U2> &amp; $& $1");
});

Deno.test("mentionsUser() tells ids apart when one begins with the other", () => {
  assert.equal(mentionsUser("<@U12>", "U1"), false);
  assert.equal(mentionsUser("<@U1>", "U1"), true);
  assert.equal(mentionsUser("<@U1|mira>", "U1"), true);
  assert.equal(mentionsUser("&lt;@U1&gt; U1", "U1"), false);
});

Deno.test("mentionsEveryone() sees @here and @channel and no user group", () => {
  for (const text of ["<!here>", "<!channel>", "<!everyone|@everyone>"]) {
    assert.equal(mentionsEveryone(`hello ${text}`), true);
  }
  for (const text of ["@here", "<!subteam^S1|@here>", "<!date^1^x|here>", ""]) {
    assert.equal(mentionsEveryone(text), false);
  }
});
