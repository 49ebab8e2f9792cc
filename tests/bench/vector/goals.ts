import { formatSpread, type Spread } from "../jobs/statistics.ts";
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
export const BIG = "big tenant, 30 days";
export const BIG_TWO_HOURS = "big tenant, 2 hours";
export const OURS = "ours";
export const OURS_RLS = "ours, under RLS";
export const OURS_BEFORE = "ours, others a tenth";
export const INLINE = "the same SQL inline";
export const PEER = "match_documents";
export const PEER_LEAN = "match_documents, lean";

export function goals(results: readonly TargetResult[]): Goal[] {
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
