import assert from "node:assert/strict";
import { axeFindings } from "./support/axe.ts";
import { launchBrowser } from "./support/browser.ts";
import { serveFolder } from "./support/host.ts";
import { startPageStack } from "./support/stack.ts";

Deno.test("the same files on another host ask for the project, and remember it", async (t) => {
  await using running = await startPageStack();
  await using browser = await launchBrowser();
  await using host = serveFolder(new URL("../../supabase/page/", import.meta.url));
  await using opened = await browser.open(host.url);
  const { page } = opened;
  const { stack } = running;

  await t.step("says which of the two is wrong", async () => {
    await page.getByLabel("Project URL").fill("http://127.0.0.1:9");
    await page.getByLabel("Publishable key").fill(stack.publishableKey);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("http://127.0.0.1:9 does not answer").waitFor();
    assert.deepEqual(await axeFindings(page), []);
  });

  await t.step(
    "signs up there, is answered, and is still signed in at the next visit",
    async () => {
      await page.getByLabel("Project URL").fill(`${stack.url}/`);
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByRole("button", { name: "Sign up" }).click();
      await page.getByLabel("Email").fill("new@test.example");
      await page.getByLabel("Password").fill("correct horse");
      await page.getByRole("button", { name: "Sign up" }).click();
      await page.getByLabel("Your question").fill("what needs action?");
      await page.keyboard.press("Enter");
      await page.getByText("Nothing needs your action.").waitFor();
      const rows = await stack.sql("select timezone from public.users where email like 'new@%'");
      assert.deepEqual(rows, [{ timezone: "Europe/Berlin" }]);
      await page.reload();
      await page.getByRole("heading", { name: "What would you like to know?" }).waitFor();
    },
  );
});
