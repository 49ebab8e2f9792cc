import assert from "node:assert/strict";
import { hasSought, type Sought, soughtBy } from "../../../../shared/agents/retrieval/sought.ts";

const asks: Record<string, Sought> = {
  "Who speaks at the opening?": "person",
  "Wer spricht bei der Eröffnung?": "person",
  "When is the launch?": "time",
  "At what time does it begin?": "time",
  "Quand a lieu la réunion ?": "time",
  "How many bikes are there?": "number",
  "Wie viele Räder gibt es?": "number",
  "What does a ride cost?": "number",
  "Which Java version does it need?": "version",
  "Where is the van?": "place",
  "Why did it fail?": "reason",
  "Which colour has the van?": "colour",
  "Is the pool open?": "yes_or_no",
  "Does anybody know when the pool opens?": "time",
  "What did she find when it broke?": "anything",
  "Which tool counts licenses?": "anything",
  "": "anything",
};

for (const [question, sought] of Object.entries(asks)) {
  Deno.test(`soughtBy() takes ${JSON.stringify(question)} to ask for ${sought}`, () => {
    assert.equal(soughtBy(question), sought);
  });
}

const sentences: [Sought, string, boolean][] = [
  ["person", "Councillor Adler does", true],
  ["person", "I maintain it", true],
  ["person", "It was late again", false],
  ["time", "on Thursday", true],
  ["time", "you never query prior to the start", true],
  ["time", "It is green", false],
  ["number", "Only seven are left", true],
  ["number", "Only one storage", true],
  ["number", "I am not the only one who misses it", false],
  ["number", "@ada-839a has some, see https://a.example/42", false],
  ["number", "(1) we have some", false],
  ["version", "We run 9.0.4", true],
  ["place", "in front of the town hall, see #launch", true],
  ["reason", "because the disk was full", true],
  ["colour", "the green ones", true],
  ["colour", "the red-hot ones are required", true],
  ["colour", "they are required", false],
];

for (const [sought, sentence, has] of sentences) {
  Deno.test(`hasSought() finds ${has ? "a" : "no"} ${sought} in ${JSON.stringify(sentence)}`, () => {
    assert.equal(hasSought(sought, sentence, "?"), has);
  });
}

Deno.test("hasSought() takes no name or number from the question for an answer", () => {
  assert.ok(!hasSought("person", "it was for Mira", "Who called Mira?"));
  assert.ok(!hasSought("number", "the bike 0731 is broken", "How many wheels has bike 0731?"));
});
