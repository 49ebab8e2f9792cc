import assert from "node:assert/strict";
import fc from "fast-check";
import {
  ACTION_THRESHOLD,
  actionProbability,
  detectAction,
} from "../../../shared/models/action/classifier.ts";
import { bodyStart, features } from "../../../shared/models/action/features.ts";
import { TABLE_SIZE } from "../../../shared/models/action/hash.ts";
import { decodeModel } from "../../../shared/models/action/model.ts";
import { MAX_TOKENS, tokenize } from "../../../shared/models/action/tokens.ts";

const DIRECT = [
  "Could you send me the signed copy by Friday?",
  "Please review the attached offer letter before noon.",
  "Let me know if Thursday suits you.",
  "Would you mind checking the totals once more?",
  "I need you to finish the slides by tonight.",
  "Ines, can you call the supplier tomorrow morning?",
  "can someone review my pull request?",
  "<@U7788> please take a look at the incident report",
  "anyone know how to silence this warning?",
  "pls resend the calendar invite",
  "If you have time, please check the figures in table two.",
  "When can you meet to talk about the budget?",
];

const STATEMENTS = [
  "The upgrade solved it, many thanks.",
  "I fixed the flaky test yesterday.",
  "The release went out at noon without problems.",
  "Her manager wanted the figures by mail.",
  "We signed the lease last week.",
  "My flight landed late.",
  "I'll fix it this afternoon.",
  "that explains a lot",
  "haha nice",
  "Happy birthday, Olga!",
  "the function returns an empty list when the key is missing",
  "The printer on the second floor is broken again.",
];

const BULK = [
  "Click here to claim your free prize now!",
  "Save 40% on all shoes this weekend only!",
  "You can unsubscribe at any time by clicking here.",
  "To stop receiving this newsletter, click the link below.",
];

Deno.test("actionProbability() is high for direct requests", () => {
  for (const text of DIRECT) {
    assert.ok(actionProbability(text) > 0.75, `${actionProbability(text)} for ${text}`);
  }
});

Deno.test("actionProbability() is low for statements, promises and greetings", () => {
  for (const text of STATEMENTS) {
    assert.ok(actionProbability(text) < 0.25, `${actionProbability(text)} for ${text}`);
  }
});

Deno.test("actionProbability() stays below the threshold for bulk mail", () => {
  for (const text of BULK) {
    assert.ok(actionProbability(text) < ACTION_THRESHOLD, `${actionProbability(text)} for ${text}`);
  }
});

Deno.test("actionProbability() is between the two for a question of general knowledge", () => {
  const general = actionProbability("How is the weather in Oslo?");
  assert.ok(general > actionProbability("The weather in Oslo is fine."));
  assert.ok(general < actionProbability("Can you book the train to Oslo?"));
});

Deno.test("actionProbability() does not change when a greeting or a mention comes first", () => {
  for (const opening of ["Hi Mira, ", "<@U123> ", "Also, "]) {
    const probability = actionProbability(`${opening}could you update the roadmap today?`);
    assert.ok(probability > 0.75, `${probability} after ${opening}`);
  }
});

Deno.test("actionProbability() is 0 when there is nothing to read", () => {
  for (const text of ["", "   ", "\n\t", "?!", "\u{1F680}\u{1F680}", "\u0000\u0007", "---"]) {
    assert.equal(actionProbability(text), 0);
  }
});

Deno.test("actionProbability() reads typographic, plain and wrongly decoded apostrophes alike", () => {
  const plain = actionProbability("I'd like you to join, don't be late");
  assert.equal(actionProbability("I\u2019d like you to join, don\u2019t be late"), plain);
  assert.equal(
    actionProbability("I\u00e2\u0080\u0099d like you to join, don\u00e2\u0080\u0099t be late"),
    plain,
  );
});

Deno.test("actionProbability() is a finite number from 0 to 1 for any text", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" })),
      (text) => {
        const probability = actionProbability(text);
        assert.ok(probability >= 0 && probability <= 1);
      },
    ),
  );
});

Deno.test("actionProbability() copes with huge texts, lone surrogates and other scripts", () => {
  const texts = [
    "please ".repeat(100_000),
    "a".repeat(1_000_000),
    " ".repeat(1_000_000),
    "who can ".repeat(50_000),
    "you a-b.c ".repeat(50_000),
    "```".repeat(10_000),
    "\ud800 please \udfff",
    "\u8bf7\u628a\u6587\u4ef6\u53d1\u7ed9\u6211",
    "\u041f\u0440\u0438\u0448\u043b\u0438\u0442\u0435 \u043e\u0442\u0447\u0451\u0442",
    "\u202eplease review",
  ];
  for (const text of texts) {
    const probability = actionProbability(text);
    assert.ok(probability >= 0 && probability <= 1);
  }
});

Deno.test("actionProbability() is the same number for the same text, whatever came between", () => {
  fc.assert(fc.property(fc.string(), fc.string(), (text, other) => {
    const first = actionProbability(text);
    actionProbability(other);
    assert.equal(actionProbability(text), first);
  }));
});

Deno.test("actionProbability() ignores how much white space stands between and around words", () => {
  const word = fc.constantFrom("please", "call", "me", "before", "5", "pm", "$", "20", "Ben,", "?");
  const gap = fc.constantFrom(" ", "  ", "\n", "\t ", "\u00a0");
  fc.assert(fc.property(fc.array(fc.tuple(word, gap), { maxLength: 30 }), (pairs) => {
    const tidy = pairs.map(([text]) => text).join(" ");
    const loose = " \n" + pairs.map(([text, blank]) => text + blank).join("") + "  ";
    assert.equal(actionProbability(loose), actionProbability(tidy));
  }));
});

Deno.test("detectAction() decides at the threshold", () => {
  assert.ok(ACTION_THRESHOLD > 0 && ACTION_THRESHOLD < 1);
  for (const text of [...DIRECT, ...STATEMENTS, ...BULK]) {
    const { probability, isAction } = detectAction(text);
    assert.equal(probability, actionProbability(text));
    assert.equal(isAction, probability >= ACTION_THRESHOLD);
  }
});

Deno.test("features() are distinct slots of the table", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    const slots = features(text);
    assert.equal(new Set(slots).size, slots.length);
    assert.ok(slots.every((slot) => Number.isInteger(slot) && slot >= 0 && slot < TABLE_SIZE));
  }));
});

Deno.test("bodyStart() steps over names, mentions and openers", () => {
  const start = (text: string) => tokenize(text).tokens[bodyStart(tokenize(text))];
  assert.equal(start("Hi Mira, could you look?"), "could");
  assert.equal(start("<@U1> also, could you look?"), "could");
  assert.equal(start("Call me, Ben"), "call");
  assert.equal(start("Mira"), "mira");
});

Deno.test("tokenize() replaces what can be spelled in endless ways by its kind", () => {
  assert.deepEqual(tokenize("<@U1> see https://a.example/x at 5pm, $20 or `go()`").tokens, [
    "MENTION",
    "see",
    "LINK",
    "at",
    "TIME",
    ",",
    "MONEY",
    "or",
    "CODE",
  ]);
  assert.deepEqual(tokenize("Pls don't").tokens, ["please", "do", "not"]);
  assert.equal(tokenize("a b ".repeat(500)).tokens.length, MAX_TOKENS);
});

Deno.test("decodeModel() reads gaps of several bytes and signed weights", () => {
  const packed = btoa(String.fromCharCode(3, 5, 0x80 | 44, 2, 0xfe));
  const { weights } = decodeModel({
    weights: packed,
    step: 1,
    lengthPower: 0,
    slope: 1,
    intercept: 0,
    threshold: 0.5,
  });
  assert.equal(weights[3], 5);
  assert.equal(weights[303], -2);
  assert.equal(weights.reduce((sum, weight) => sum + weight, 0), 3);
});
