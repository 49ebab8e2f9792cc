import { formatSpread, type Spread } from "../jobs/statistics.ts";
import type { Bytes, WriteCost } from "./costs.ts";
import { ratio, type TargetResult } from "./measure.ts";
import { K } from "./targets.ts";

/** One of the promises about search, and what this run says about it. */
export interface Goal {
  goal: string;
  measured: string;
  /** Null: no goal, for comparison only. */
  met: boolean | null;
}

/** Names of scenarios and targets, as the goals refer to them. */
export const SMALL = "tenant of about 600 rows, 30 days";
export const MEDIUM = "second tenant, 30 days";
export const BIG = "big tenant, 30 days";
export const BIG_TWO_HOURS = "big tenant, 2 hours";
export const OURS = "ours";
export const OURS_RLS = "ours, under RLS";
export const OURS_BEFORE = "ours, others a tenth";
export const FORMER = "former";
export const INLINE = "the same SQL inline";
export const PEER = "match_documents";
export const PEER_LEAN = "match_documents, lean";

/** All indexes of a table together, for each of its vectors; the graph only where it is asked for. */
export function indexBytes(sizes: readonly Bytes[], table: string, withGraph: boolean): number {
  return sizes.filter((size) =>
    size.table === table && (size.kind === "index" || (withGraph && size.kind === "graph"))
  ).reduce((sum, size) => sum + size.bytesAVector, 0);
}

/** The indexes that searches by meaning use. */
const SEARCHED =
  /^(embeddings_(codes|embedding)_idx|former_(embedding|user_id_model_occurred_at)_idx)$/;

/** What codes are to cost and to find beside the one graph that was before them. */
function costGoals(
  of: (scenario: string, target: string) => TargetResult,
  sizes: readonly Bytes[],
  writes: readonly WriteCost[],
): Goal[] {
  const searched = sizes.filter(({ relation }) => SEARCHED.test(relation));
  const former = indexBytes(sizes, "former_embeddings", true);
  const below = indexBytes(sizes, "embeddings", false);
  const fleet = indexBytes(sizes, "embeddings", true);
  const write = (name: string) =>
    writes.find((entry) => entry.write === name)?.milliseconds.median ?? NaN;
  const insert = write("insert, below the border") / write("insert, former");
  const share = (goal: string, value: number, limit: number): Goal => ({
    goal,
    measured: `${value.toFixed(3)} x`,
    met: value <= limit,
  });
  const recall = (scenario: string, least: number): Goal => ({
    goal: `${scenario}: recall at least ${least}`,
    measured: of(scenario, OURS).recall.toFixed(3),
    met: of(scenario, OURS).recall >= least,
  });
  const p95 = (scenario: string, limit: number): Goal => {
    const value = ratio(of(scenario, OURS).p95s, of(scenario, FORMER).p95s);
    return {
      goal: `${scenario}: p95 against the former at most ${limit} x`,
      measured: formatSpread(value, 2),
      met: value.median <= limit,
    };
  };
  return [
    share(
      "bytes of the search's indexes below the border against the former at most 0.1 x",
      indexBytes(searched, "embeddings", false) / indexBytes(searched, "former_embeddings", true),
      0.1,
    ),
    share(
      "bytes of all indexes below the border against the former at most 0.1 x",
      below / former,
      0.1,
    ),
    share("insert below the border against the former at most 0.05 x", insert, 0.05),
    share("index bytes of the fleet against the former at most 0.333 x", fleet / former, 0.333),
    recall(SMALL, 0.99),
    recall(MEDIUM, 0.98),
    recall(BIG, 0.98),
    p95(BIG, 1),
    p95(BIG_TWO_HOURS, 1),
    {
      goal: `${MEDIUM}: p95 at most 15 ms`,
      measured: `${formatSpread(of(MEDIUM, OURS).p95, 2)} ms`,
      met: of(MEDIUM, OURS).p95.median <= 15,
    },
    p95(SMALL, 0.5),
  ];
}

export function goals(
  results: readonly TargetResult[],
  sizes: readonly Bytes[],
  writes: readonly WriteCost[],
): Goal[] {
  const of = (scenario: string, target: string): TargetResult => {
    const result = results.find((r) => r.scenario === scenario && r.target === target);
    if (!result) throw new Error(`${target} was not measured for ${scenario}`);
    return result;
  };
  const small = of(SMALL, OURS);
  const big = of(BIG, OURS);
  const recent = of(BIG_TWO_HOURS, OURS);
  const exactly = (result: TargetResult) => result.rows.fewest === K && result.rows.most === K;
  const p95 = (result: TargetResult, other: TargetResult) => ratio(result.p95s, other.p95s);
  const p50 = (result: TargetResult, other: TargetResult) => ratio(result.p50s, other.p50s);
  const below = (goal: string, value: Spread, limit: number): Goal => ({
    goal: `${goal} at most ${limit} x`,
    measured: formatSpread(value, 2),
    met: value.median <= limit,
  });
  const compared = (goal: string, value: Spread): Goal => ({
    goal,
    measured: `${formatSpread(value, 2)} x`,
    met: null,
  });
  return [
    ...costGoals(of, sizes, writes),
    below("small tenant: p95 against match_documents", p95(small, of(SMALL, PEER)), 0.2),
    {
      goal: `small tenant: recall 1, exactly ${K} rows`,
      measured: `${small.recall.toFixed(3)}, ${small.rows.fewest} to ${small.rows.most}`,
      met: small.recall === 1 && exactly(small),
    },
    below("small tenant: p50 under RLS against without", p50(of(SMALL, OURS_RLS), small), 1.1),
    below("small tenant: p50 of the RPC against inline", p50(small, of(SMALL, INLINE)), 1.15),
    below(
      "small tenant: p50 after all others grew tenfold",
      p50(small, of(SMALL, OURS_BEFORE)),
      1.2,
    ),
    {
      goal: `big tenant: recall at least 0.95, exactly ${K} rows`,
      measured: `${big.recall.toFixed(3)}, ${big.rows.fewest} to ${big.rows.most}`,
      met: big.recall >= 0.95 && exactly(big),
    },
    below("big tenant: p95 against match_documents", p95(big, of(BIG, PEER)), 1),
    {
      goal: "big tenant, 2 hours: p95 at most 2 ms or 0.05 x match_documents",
      measured: `${formatSpread(recent.p95, 2)} ms, ${
        formatSpread(p95(recent, of(BIG, PEER)), 2)
      } x`,
      met: recent.p95.median <= 2 || p95(recent, of(BIG, PEER)).median <= 0.05,
    },
    compared("small tenant: p95 against the lean one", p95(small, of(SMALL, PEER_LEAN))),
    compared(
      `big tenant: p95 against the lean one (its recall ${of(BIG, PEER_LEAN).recall.toFixed(2)})`,
      p95(big, of(BIG, PEER_LEAN)),
    ),
  ];
}
