import assert from "node:assert/strict";
import { namesIn } from "../../../../shared/agents/understanding/names.ts";

const anna = {
  name: "Anna Keller",
  aliases: ["anna.keller@x.test", "Anna Keller", "slack:T1/U1", "annak", "Anička"],
};
const other = { name: "Anna Keller", aliases: ["telegram:9", "anna@y.test", "Anna Keller"] };
const tom = { name: "Tom Reed", aliases: ["tom@x.test", "Tom Reed"] };
const known = {
  places: [],
  people: ["Anna Keller", "annak", "Tom Reed", "Mira Sand"],
  persons: [anna, tom],
};

Deno.test("namesIn() finds a person by any of their names, and all that they wrote", () => {
  const prompts = [
    "what did Anna write?",
    "what did annak say yesterday?",
    "messages from Anicka",
    "mails from anna.keller@x.test",
    "summarize what Anna Keller wrote.",
  ];
  for (const prompt of prompts) {
    const { people, unresolved } = namesIn(prompt, known);
    assert.deepEqual(people.toSorted(), ["Anna Keller", "annak"], prompt);
    assert.deepEqual(unresolved, [], prompt);
  }
  assert.deepEqual(namesIn("what did Mira say?", known).people, ["Mira Sand"]);
});

Deno.test("namesIn() says of a name that several people share whom it may mean, and means them all", () => {
  const { people, unresolved } = namesIn("what did Anna write?", {
    ...known,
    persons: [anna, other, tom],
  });
  assert.deepEqual(people.toSorted(), ["Anna Keller", "annak"]);
  assert.deepEqual(unresolved, [{
    kind: "person",
    text: "Anna",
    candidates: ["Anna Keller (anna.keller@x.test)", "Anna Keller (anna@y.test)"],
  }]);
});

Deno.test("namesIn() takes no address or id for a word, and nobody who wrote nothing for an author", () => {
  const silent = { name: "Silent", aliases: ["silent@test.test", "Silent Sam"] };
  const names = { ...known, persons: [...known.persons, silent] };
  assert.deepEqual(namesIn("test from x", names).people, []);
  assert.deepEqual(namesIn("what did Silent write?", names).people, []);
  assert.deepEqual(namesIn("mails from silent@test.test", names).people, []);
});
