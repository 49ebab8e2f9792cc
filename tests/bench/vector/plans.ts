import postgres from "postgres";
import { MODEL } from "./corpus.ts";
import { K, type Question } from "./targets.ts";

/**
 * The plans that match_embeddings runs for a question as the signed-in person, one a statement,
 * as auto_explain reports them.
 */
export async function plansOf(url: string, question: Question): Promise<string[]> {
  const plans: string[] = [];
  const sql = postgres(url, {
    max: 1,
    fetch_types: false,
    onnotice: ({ message }) => {
      const text = String(message ?? "");
      const body = text.split("\n").slice(1);
      const plan = body.slice(body.findIndex((line) => / \(cost=/.test(line)));
      if (/^duration: .* plan:/.test(text) && /embeddings/.test(plan.join("\n"))) {
        plans.push(plan.join("\n"));
      }
    },
  });
  try {
    await sql.unsafe(`load 'auto_explain'; set auto_explain.log_min_duration = 0;
      set auto_explain.log_nested_statements = on; set auto_explain.log_analyze = on;
      set auto_explain.log_timing = off; set auto_explain.log_parameter_max_length = 0;`);
    const call =
      `select count(*) from public.match_embeddings('${question.vector}'::extensions.vector,
      '${MODEL}', ${K}, null, null, '${question.start}', '${question.end}')`;
    await sql.begin(async (open) => {
      await open`select set_config('request.jwt.claims', ${
        JSON.stringify({ sub: question.tenant.id, role: "authenticated" })
      }, true), set_config('role', 'authenticated', true)`;
      // The first call plans, the second shows what a pooled session runs.
      await open.unsafe(call);
      await open.unsafe("set client_min_messages = log");
      await open.unsafe(call);
    });
  } finally {
    await sql.end();
  }
  return plans.filter((plan) => !/Function Scan/.test(plan));
}
