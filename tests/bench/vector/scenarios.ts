import { type Corpus, DAY, NOW, type Tenant } from "./corpus.ts";
import * as goal from "./goals.ts";
import type { Scenario } from "./measure.ts";
import { seeded } from "./random.ts";
import { asPerson, asService, former, inline, peer, type Question } from "./targets.ts";
import type { TextCorpus } from "./texts.ts";

const HOUR = DAY / 24;

/** Who is asked, for what, and by which targets. */
export async function scenariosOf(
  before: string,
  after: string,
  { data, texts, small }: {
    data: Corpus;
    texts: readonly TextCorpus[];
    small: readonly Tenant[];
  },
  options: { questions: number; seed: number },
): Promise<Scenario[]> {
  const [big, medium] = data.tenants;
  if (!big || !medium) throw new Error("there are no two tenants");
  const random = seeded(options.seed + 3);
  const ask = (tenants: readonly Tenant[], span: number): Question[] =>
    Array.from({ length: options.questions }, (_, i) => {
      const tenant = tenants[i % tenants.length] ?? big;
      return {
        tenant,
        vector: `[${data.query(tenant, random).join(",")}]`,
        start: new Date(NOW - span).toISOString(),
        end: new Date(NOW + 1).toISOString(),
      };
    });
  const scenarios: Scenario[] = [
    {
      name: goal.SMALL,
      questions: ask(small, 30 * DAY),
      targets: [
        await asService(after, goal.OURS),
        await asPerson(after, goal.OURS_RLS),
        await asService(before, goal.OURS_BEFORE),
        await former(after, goal.FORMER),
        await inline(after, goal.INLINE),
        await peer(after, goal.PEER, "match_documents"),
        await peer(after, goal.PEER_LEAN, "match_documents_lean"),
      ],
    },
    {
      name: goal.MEDIUM,
      questions: ask([medium], 30 * DAY),
      targets: [
        await asService(after, goal.OURS),
        await asPerson(after, goal.OURS_RLS),
        await former(after, goal.FORMER),
      ],
    },
    {
      name: goal.BIG,
      questions: ask([big], 30 * DAY),
      targets: [
        await asService(after, goal.OURS),
        await asPerson(after, goal.OURS_RLS),
        await former(after, goal.FORMER),
        await peer(after, goal.PEER, "match_documents"),
        await peer(after, goal.PEER_LEAN, "match_documents_lean"),
      ],
    },
    {
      name: goal.BIG_TWO_HOURS,
      questions: ask([big], 2 * HOUR),
      // The peer's filter has no window, so there is nothing to set beside it.
      targets: [
        await asService(after, goal.OURS),
        await asPerson(after, goal.OURS_RLS),
        await former(after, goal.FORMER),
      ],
    },
  ];
  for (const corpus of texts) {
    scenarios.push({
      name: corpus.name,
      questions: corpus.questions.map((vector) => ({
        tenant: { id: corpus.id, rows: corpus.vectors.length, topics: [] },
        vector: `[${vector.join(",")}]`,
        start: new Date(NOW - 30 * DAY).toISOString(),
        end: new Date(NOW + 1).toISOString(),
      })),
      targets: [await asService(after, goal.OURS), await former(after, goal.FORMER)],
    });
  }
  return scenarios;
}
