import { assertLinear } from "../../../support/linear.ts";
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
  "free ",
  "when am i free and ",
  "what's new, ",
  "summarize and my tasks and ",
  "must i still answer ",
  "waiting for me ",
  "i was away ",
  "-il ",
  "45 minutes ",
];

/** UTF-16 units of the longest prompt. */
const longest = 4000;

Deno.test("understanding a prompt takes no more than its length, whatever it says", () => {
  for (const killer of killers) {
    const read = (length: number) => () =>
      void fromWords(killer.repeat(length).slice(0, length), known, now, "Europe/Berlin");
    assertLinear(JSON.stringify(killer), read(longest / 4), read(longest));
  }
});
