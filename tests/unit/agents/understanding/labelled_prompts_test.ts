import assert from "node:assert/strict";
import type { Source } from "../../../../shared/contracts/events.ts";
import type { Intent } from "../../../../shared/contracts/prompts.ts";
import { routePrompt } from "../../../../shared/agents/intents/route.ts";
import { type KnownNames, namesIn } from "../../../../shared/agents/understanding/names.ts";
import { sourcesNamed } from "../../../../shared/agents/understanding/sources.ts";

/** What a person who reads the prompt takes it for. Scope that is absent: it names none. */
interface Labelled {
  prompt: string;
  intent: Intent;
  sources?: Source[];
  places?: string[];
  people?: string[];
}

/** Share of prompts that must be right, over all languages and in each. */
const floors = { all: 0.97, language: 0.9 };
/** So many prompts are labelled at least, over both sets. */
const least = 400;

const data = new URL("data/", import.meta.url);
const read = async <T>(name: string): Promise<T> =>
  JSON.parse(await Deno.readTextFile(new URL(name, data)));

const sorted = (names: readonly string[] | null | undefined) => (names ?? []).toSorted();

/** What was understood wrongly of each file, and how many prompts it has. */
async function faultsOf(
  set: string,
  isRight: (labelled: Labelled) => boolean,
): Promise<Map<string, { faults: string[]; count: number }>> {
  const found = new Map<string, { faults: string[]; count: number }>();
  for (const { name } of Deno.readDirSync(new URL(`${set}/`, data))) {
    const prompts = await read<Labelled[]>(`${set}/${name}`);
    const faults = prompts.filter((labelled) => !isRight(labelled)).map(({ prompt }) => prompt);
    found.set(name, { faults, count: prompts.length });
  }
  return found;
}

function assertFloors(found: Map<string, { faults: string[]; count: number }>): void {
  const files = [...found.values()];
  const count = files.reduce((sum, file) => sum + file.count, 0);
  const faults = files.flatMap((file) => file.faults);
  assert.ok(1 - faults.length / count >= floors.all, `of ${count}: ${faults.join(" | ")}`);
  for (const [name, file] of found) {
    const share = 1 - file.faults.length / file.count;
    assert.ok(share >= floors.language, `${name}: ${share}: ${file.faults.join(" | ")}`);
  }
}

// Nothing was ever fitted to the held out prompts: what they show is what others will see.
for (const set of ["labelled", "held_out"]) {
  Deno.test(`intents of the ${set} prompts are right`, async () => {
    assertFloors(
      await faultsOf(set, ({ prompt, intent }) => routePrompt(prompt).intent === intent),
    );
  });

  Deno.test(`sources, places and people of the ${set} prompts are right`, async () => {
    const known = await read<KnownNames>("known.json");
    assertFloors(
      await faultsOf(set, ({ prompt, ...expected }) => {
        const { places, people } = namesIn(prompt, known);
        const { sources } = sourcesNamed(prompt);
        const read = [sources, places, people].map(sorted);
        const right = [expected.sources, expected.places, expected.people].map(sorted);
        return JSON.stringify(read) === JSON.stringify(right);
      }),
    );
  });
}

Deno.test("the labelled prompts are many, in eight languages, each once", async () => {
  const prompts: string[] = [];
  for (const set of ["labelled", "held_out"]) {
    const names = [...Deno.readDirSync(new URL(`${set}/`, data))].map(({ name }) => name);
    assert.equal(names.length, 8);
    for (const name of names) {
      prompts.push(...(await read<Labelled[]>(`${set}/${name}`)).map(({ prompt }) => prompt));
    }
  }
  assert.ok(prompts.length >= least);
  assert.equal(new Set(prompts).size, prompts.length);
});
