import assert from "node:assert/strict";
import { createConnectors } from "../../../shared/connectors/providers.ts";
import { NEEDED_SCOPES, WANTED_SCOPES } from "../../../shared/connectors/slack/live/oauth.ts";
import { runIngestion } from "../../../shared/jobs/ingest/run_ingestion.ts";
import { SlackServer } from "../../providers/slack/server.ts";
import { Workspace } from "../../providers/slack/workspace.ts";
import { startTestStack } from "../../support/stack.ts";

const WORKERS = 4;
/** Rounds of work after which a reading counts as one that comes to no end. */
const MOST_ROUNDS = 2000;

/** People of one workspace, each of whom linked it, over a clock that a test moves. */
async function startWorkspace(rateProfile: "internal" | "distributed", many: number) {
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const workspace = new Workspace(`T${crypto.randomUUID().slice(0, 8)}`);
  const slack = new SlackServer({ workspace, rateProfile, now });
  const test = await startTestStack({
    env: {
      ENCRYPTION_KEYS: `k1:${"0f".repeat(32)}`,
      SLACK_CLIENT_ID: slack.clientId,
      SLACK_CLIENT_SECRET: slack.clientSecret,
      SLACK_REDIRECT_URI: slack.redirectUris[0] ?? "",
      SLACK_API_URL: `${slack.url}/api/`,
      SLACK_RATE_PROFILE: rateProfile,
    },
  });
  const { stack } = test;
  const moved = { ...test.services, realNow: () => new Date(now()) };
  const services = { ...moved, connectors: createConnectors(moved) };

  const members = Array.from({ length: many }, (_, n) => `U${n + 1}`);
  for (const id of members) workspace.addMember(id, `Person ${id}`);
  workspace.addConversation("C1", "launch", members);
  workspace.addConversation("D1", "", ["U1", "U2"], "im");
  for (let n = 0; n < 20; n++) {
    workspace.post(
      "C1",
      members[n % many] ?? "",
      `message ${n}`,
      new Date(now() - (60 - n) * 60_000),
    );
  }
  workspace.post("D1", "U2", "between us", new Date(now() - 60_000));

  const { tokens } = await services.linking();
  const people = await stack.sql<{ id: string }>(
    `insert into auth.users (id, email)
     select id, id || '@test.example' from (select gen_random_uuid() as id from generate_series(1, $1)) as made
     returning id`,
    [many],
  );
  const accounts: string[] = [];
  for (const [n, { id: userId }] of people.entries()) {
    const user = members[n] ?? "";
    const { access_token: access, scope } = slack.grants.issue(user, [
      ...NEEDED_SCOPES,
      ...WANTED_SCOPES,
    ]);
    accounts.push(
      await tokens.link({
        userId,
        provider: "slack",
        providerAccountId: workspace.id,
        metadata: { user, domain: workspace.domain },
        token: { access, refresh: null, expiresAt: null, scopes: scope },
      }),
    );
  }
  return {
    slack,
    stack,
    services,
    accounts,
    /** What is to happen in so many seconds happens now, at Slack and in the database alike. */
    async pass(seconds: number) {
      ahead += seconds * 1000;
      const by = [seconds];
      await stack.sql(
        `update internal.rate_limits set granted_at =
           array(select g - make_interval(secs => $1) from unnest(granted_at) as g)`,
        by,
      );
      await stack.sql(
        "update internal.account_leases set waiting_until = waiting_until - make_interval(secs => $1)",
        by,
      );
      await stack.sql("update pgmq.q_ingest set vt = vt - make_interval(secs => $1)", by);
    },
    [Symbol.asyncDispose]: async () => {
      await test[Symbol.asyncDispose]();
      await slack[Symbol.asyncDispose]();
    },
  };
}

/** Works with four workers at once, and lets time pass whenever all that is left waits for it. */
async function readAll(
  { stack, services, pass }: Awaited<ReturnType<typeof startWorkspace>>,
): Promise<number> {
  let waited = 0;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    await Promise.all(
      Array.from({ length: WORKERS }, () => runIngestion(services, { budgetSeconds: 60 })),
    );
    const [left] = await stack.sql<{ seconds: number | null }>(
      "select ceil(extract(epoch from min(vt) - clock_timestamp()))::int as seconds from pgmq.q_ingest",
    );
    if (left?.seconds === null || left === undefined) return waited;
    if (left.seconds <= 0) continue;
    waited += left.seconds;
    await pass(left.seconds);
  }
  assert.fail("the reading comes to no end");
}

// At one request a minute sixty would take a simulated day, of which most is asking for a turn.
for (const [rateProfile, many] of [["internal", 60], ["distributed", 6]] as const) {
  Deno.test(`${many} people share the quota of their workspace, and nobody is refused: ${rateProfile}`, async () => {
    await using workspace = await startWorkspace(rateProfile, many);
    const { slack, stack, accounts } = workspace;
    const stored = async () => {
      const rows = await stack.sql<{ account: string; n: number }>(
        `select a.id as account, count(e.id)::int as n
         from public.linked_accounts a left join public.events e
           on e.user_id = a.user_id and e.source_account_id = a.id and e.deleted_at is null
         where a.id = any ($1) group by a.id`,
        [accounts],
      );
      const of = new Map(rows.map(({ account, n }) => [account, n]));
      return accounts.map((account) => of.get(account));
    };

    await stack.sql("select internal.queue_due_ingests()");
    const waited = await readAll(workspace);
    assert.deepEqual(await stored(), accounts.map((_, n) => n < 2 ? 21 : 20));
    assert.ok(waited > 0, "the quota was used up, and waited for");
    assert.equal(slack.limits.refused, 0, "no 429");
    assert.deepEqual(slack.violations, []);
    const statuses = await stack.sql(
      "select distinct status from public.linked_accounts where id = any ($1)",
      [accounts],
    );
    assert.deepEqual(statuses, [{ status: "active" }]);
  });
}
