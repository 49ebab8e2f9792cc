import assert from "node:assert/strict";
import { fromWords } from "../../../../shared/agents/understanding/understand.ts";

const now = new Date("2026-03-18T15:30:00Z");
/** As many names as are ever compared, some of them made of what is repeated below. */
const known = {
  places: Array.from({ length: 2000 }, (_, index) => `#place-${index}`),
  people: Array.from({ length: 2000 }, (_, index) => `A${index % 7} from the said ${index}`),
};
/** Repetitions that make patterns try again and again. */
const killers = [
  "what ",
  "what did i ",
  "what is the ",
  "do i have to ",
  "which mails do i ",
  "was muss ich ",
  "que ",
  "wat moet ik ",
  "#",
  "#a-",
  "#place-1 ",
  "@",
  "@a.",
  "from A1 ",
  "A1 from the said ",
  "from the said ",
  "slack ",
  "in slack-",
  "chat with ",
  "in the ",
  "'s ",
  "a.",
  ".",
  "-",
  "?",
  "é",
  "\u0301",
  "👩‍",
  " ",
  "summarize ",
  "last 2 hours ",
];

Deno.test("understanding a prompt of 4,000 characters takes at most 100 ms, whatever it says", () => {
  for (const killer of killers) {
    const prompt = killer.repeat(4000).slice(0, 4000);
    let least = Infinity;
    // What else the machine does only adds: the fastest of several runs counts.
    for (let round = 0; round < 5 && least > 100; round++) {
      const start = performance.now();
      fromWords(prompt, known, now, "Europe/Berlin");
      least = Math.min(least, performance.now() - start);
    }
    assert.ok(least <= 100, `${JSON.stringify(killer)}: ${least} ms`);
  }
});
