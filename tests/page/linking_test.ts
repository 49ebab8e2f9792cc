import assert from "node:assert/strict";
import { startProject } from "../../supabase/commands/project.ts";
import { type DemoUser, ensureDemoUser } from "../../supabase/commands/start/demo_user.ts";
import { startProviders } from "../../supabase/commands/start/providers.ts";
import type { Stack } from "../../supabase/embedded/options.ts";
import { axeFindings } from "./support/axe.ts";
import { launchBrowser } from "./support/browser.ts";
import { goTo, signInAs } from "./support/person.ts";

/** A stack that is linked to the loopback providers, and the person who is there from the start. */
async function startLinkableStack(): Promise<AsyncDisposable & { stack: Stack; demo: DemoUser }> {
  const providers = await startProviders();
  try {
    const stack = await startProject({
      data: "memory",
      embeddings: "none",
      envFile: false,
      schedules: false,
      log: () => {},
      extraEnv: providers.env,
    });
    const stop = async () => {
      await Promise.all([stack.stop(), providers.stop()]);
    };
    try {
      await providers.leadBackTo(stack.url);
      return { stack, demo: await ensureDemoUser(stack), [Symbol.asyncDispose]: stop };
    } catch (error) {
      await stack.stop();
      throw error;
    }
  } catch (error) {
    await providers.stop();
    throw error;
  }
}

Deno.test("an account is linked at the page by who began, and by nobody who comes back instead", async (t) => {
  await using running = await startLinkableStack();
  await using browser = await launchBrowser();
  const { stack, demo } = running;
  await using adas = await browser.open(`${stack.url}/`);
  await using bobs = await browser.open(`${stack.url}/`);
  const [ada, bob] = [adas.page, bobs.page];
  const accounts = async () =>
    (await stack.sql<{ email: string; provider: string }>(
      `select u.email, a.provider from public.linked_accounts a join public.users u on u.id = a.user_id
       order by a.provider`,
    )).map(({ email, provider }) => [email, provider]);

  await t.step("says yes at the provider's page, and it is linked", async () => {
    await signInAs(ada, demo);
    for (const [provider, name] of [["slack", "Slack"], ["outlook", "Outlook"]] as const) {
      await goTo(ada, "Sources");
      await ada.getByRole("button", { name: new RegExp(`^Link ${name}`) }).click();
      await ada.getByRole("heading", { name: /^Prometheus asks to read your/ }).waitFor();
      assert.deepEqual(await axeFindings(ada), []);
      await ada.getByRole("button", { name: "Allow" }).click();
      await ada.getByText("is linked and will be read now.").waitFor();
      assert.ok((await accounts()).some(([, linked]) => linked === provider));
      // The handle is worth nothing any more, and stands in no address.
      assert.equal(new URL(ada.url()).hash, "#/sources");
      assert.equal(new URL(ada.url()).search, "");
    }
    assert.deepEqual(await accounts(), [[demo.email, "outlook"], [demo.email, "slack"]]);
  });

  await t.step("says no, and is told so", async () => {
    await goTo(ada, "Account");
    await goTo(ada, "Sources");
    await ada.getByRole("button", { name: "Link Slack" }).click();
    await ada.getByRole("button", { name: "Cancel" }).click();
    await ada.getByText("The account was not linked").waitFor();
  });

  await t.step("consent to what somebody else began links nothing for either", async () => {
    await bob.getByRole("button", { name: "Sign up" }).click();
    await bob.getByLabel("Email").fill("bob@test.example");
    await bob.getByLabel("Password").fill("correct horse");
    await bob.getByRole("button", { name: "Sign up" }).click();
    await bob.getByRole("heading", { name: "What would you like to know?" }).waitFor();
    const before = await accounts();
    await stack.sql("delete from public.linked_accounts where provider = 'slack'");

    // Ada begins, and sends the address of the provider's page to Bob.
    await goTo(ada, "Account");
    await goTo(ada, "Sources");
    await ada.getByRole("button", { name: "Link Slack" }).click();
    await ada.getByRole("heading", { name: /^Prometheus asks/ }).waitFor();
    await bob.goto(ada.url());
    await bob.getByRole("button", { name: "Allow" }).click();
    await bob.getByText("Somebody else began this linking").waitFor();
    assert.deepEqual(await accounts(), before.filter(([, provider]) => provider !== "slack"));
    assert.deepEqual(await stack.sql("select 1 from internal.oauth_grants"), []);
    assert.equal(bobs.faults.splice(0).length, 1, "the browser reports the refusal itself");
  });

  assert.deepEqual(adas.faults, []);
  assert.deepEqual(bobs.faults, []);
});
