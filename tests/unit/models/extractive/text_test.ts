import assert from "node:assert/strict";
import fc from "fast-check";
import { sentencesOf } from "../../../../shared/models/extractive/sentences.ts";
import { overlap, termsOf } from "../../../../shared/models/extractive/terms.ts";
import { themesOf } from "../../../../shared/agents/intents/summarize/themes.ts";
import { anyText, evidence } from "../../../support/evidence.ts";

Deno.test("sentencesOf() cuts where a sentence or a line ends", () => {
  assert.deepEqual(sentencesOf("We ship on Friday. Can you test it?\nThanks!  Mira"), [
    "We ship on Friday.",
    "Can you test it?",
    "Thanks!",
    "Mira",
  ]);
  assert.deepEqual(sentencesOf("See https://a.example/v1.2 for\tdetails\r\n\r\nv1.2 is out"), [
    "See https://a.example/v1.2 for details",
    "v1.2 is out",
  ]);
});

Deno.test("sentencesOf() leaves out what the author did not say", () => {
  assert.deepEqual(sentencesOf("> you wrote this\n&gt; and this\nI answer this"), [
    "I answer this",
  ]);
  assert.deepEqual(sentencesOf("Look:\n```\nplease run it;\n```\nIt fails"), ["Look:", "It fails"]);
  assert.deepEqual(sentencesOf("Open ``` to the end, please reply"), ["Open"]);
  for (const text of ["", " \n ", "> all of it"]) assert.deepEqual(sentencesOf(text), []);
});

Deno.test("sentencesOf() gives parts of the text, each on one line and whole to the character", () => {
  fc.assert(fc.property(anyText, (text) => {
    for (const sentence of sentencesOf(text)) {
      assert.ok(sentence.length > 0);
      assert.ok(sentence.isWellFormed());
      assert.ok(!/[\n\r\t]|^ | $| {2}/.test(sentence));
    }
  }));
  // The limit of what is read falls into a character here.
  for (const shift of ["", "x"]) {
    const sentences = sentencesOf(shift + "🎉".repeat(15_000));
    assert.ok(sentences.every((sentence) => sentence.isWellFormed()));
  }
});

Deno.test("termsOf() keeps content words in order, lower case", () => {
  assert.deepEqual(termsOf("The launch of Project Atlas moves to Hamburg"), [
    "launch",
    "project",
    "atlas",
    "moves",
    "hamburg",
  ]);
  assert.deepEqual(termsOf("Über die Brücke, don't: it's state-of-the-art"), [
    "brücke",
    "state-of-the-art",
  ]);
});

Deno.test("termsOf() leaves out names, links, addresses, code, numbers and emoji", () => {
  assert.deepEqual(
    termsOf(
      "@mira #launch https://a.example/launch?x=y mira@launch.example `launch()` :rocket: 2024 🎉 contract",
    ),
    ["contract"],
  );
  assert.deepEqual(termsOf(""), []);
});

Deno.test("termsOf() gets through long runs without a space", () => {
  // With a pattern that tries every beginning, each of these takes minutes.
  const long = 400_000;
  const runs = ["x", "@", "`", ":", "a@", ":a", "a.", "#", "https://", "'", "é", "'s-"];
  for (const run of runs) {
    const text = `contract ${run.repeat(long / run.length)} launch`;
    const terms = termsOf(text);
    assert.ok(terms.includes("contract"), run);
    assert.ok(terms.includes("launch"), run);
  }
});

Deno.test("overlap() is the share of the smaller set that both have", () => {
  const set = (...terms: string[]) => new Set(terms);
  assert.equal(overlap(set("a", "b"), set("b", "c", "d")), 0.5);
  assert.equal(overlap(set("b", "c", "d"), set("a", "b")), 0.5);
  assert.equal(overlap(set("a"), set("a", "b")), 1);
  assert.equal(overlap(set(), set("a")), 0);
  assert.equal(overlap(set(), set()), 0);
});

Deno.test("themesOf() names what several events talk about, the most frequent first", () => {
  const items = [
    evidence(1, "The invoice for the bike rental is late"),
    evidence(2, "Bike rental opens in May"),
    evidence(3, "Who owns the bike rental contract?"),
    evidence(4, "The contract is signed"),
    evidence(5, "Lunch?"),
  ];
  assert.deepEqual(themesOf(items, 6), ["bike rental", "contract"]);
  assert.deepEqual(themesOf(items, 1), ["bike rental"]);
});

Deno.test("themesOf() names neither what one event says nor anything of nothing", () => {
  assert.deepEqual(themesOf([evidence(1, "invoice invoice invoice contract contract")], 6), []);
  assert.deepEqual(themesOf([], 6), []);
});
