import assert from "node:assert/strict";
import { createConnectors, LINKABLE, PROVIDERS } from "../../../shared/connectors/providers.ts";
import { Source } from "../../../shared/contracts/events.ts";
import { AccountStatus, Provider } from "../../../shared/contracts/providers.ts";
import { startTestStack } from "../../support/stack.ts";

Deno.test("the database knows the same providers, sources and states", async () => {
  await using test = await startTestStack();
  const valuesOf = async (table: string, constraint: string) => {
    const [row] = await test.stack.sql<{ definition: string }>(
      `select pg_get_constraintdef(oid) as definition from pg_constraint
       where conrelid = $1::regclass and conname = $2`,
      [table, constraint],
    );
    return [...(row?.definition ?? "").matchAll(/'([^']+)'/g)].map(([, value]) => value).sort();
  };
  const sorted = (values: readonly string[]) => [...values].sort();
  assert.deepEqual(
    await valuesOf("public.linked_accounts", "provider_is_known"),
    sorted(Provider.options),
  );
  assert.deepEqual(
    await valuesOf("public.linked_accounts", "status_is_valid"),
    sorted(AccountStatus.options),
  );
  assert.deepEqual(await valuesOf("public.events", "source_is_known"), sorted(Source.options));
  const delivered = Object.values(PROVIDERS).flatMap(({ sources }) => sources);
  assert.deepEqual(sorted(delivered), sorted(Source.options));
  assert.deepEqual(LINKABLE, Provider.options);
});

Deno.test("createConnectors() makes each connector once, and none for a provider without", async () => {
  await using test = await startTestStack();
  const connectors = createConnectors(test.services);
  for (const provider of Provider.options) {
    const connector = await connectors(provider);
    assert.equal(connector?.provider ?? provider, provider);
    assert.equal(connector !== null, PROVIDERS[provider].load !== null);
    assert.equal(await connectors(provider), connector);
  }
});
