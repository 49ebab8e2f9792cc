import assert from "node:assert/strict";
import { axeFindings } from "./support/axe.ts";
import { launchBrowser } from "./support/browser.ts";
import { goTo, signInAs } from "./support/person.ts";
import { startPageStack } from "./support/stack.ts";

const VIEWS = ["Ask", "Tasks", "Calendar", "Drafts", "Sources", "Account"];

Deno.test("the page takes a person from signing in to a cited answer and a task done", async (t) => {
  await using running = await startPageStack();
  await using browser = await launchBrowser();
  const { stack, demo } = running;
  await using opened = await browser.open(`${stack.url}/`);
  const { page, faults } = opened;

  await t.step("a wrong password is said, and nobody is let in", async () => {
    await page.getByLabel("Email").fill(demo.email);
    await page.getByLabel("Password").fill("not this one");
    await page.getByRole("button", { name: "Sign in" }).click();
    assert.match(await page.getByRole("alert").innerText(), /invalid login credentials/i);
    assert.deepEqual(await axeFindings(page), []);
    // The browser reports the refusal itself.
    assert.equal(faults.splice(0).length, 1);
  });

  await t.step("asks, and opens what an answer cites", async () => {
    await signInAs(page, demo);
    assert.deepEqual(await axeFindings(page), []);
    await page.getByLabel("Your question").fill("summarize the last 24 hours");
    await page.keyboard.press("Enter");
    const source = page.getByRole("button", { name: "Source 1" }).first();
    await source.waitFor();
    assert.match(await page.locator(".coverage").innerText(), /Slack up to date/);
    assert.deepEqual(await axeFindings(page), []);

    const [statement] = await page.locator(".statements li").allInnerTexts();
    await source.click();
    const dialog = page.getByRole("dialog");
    const body = await dialog.locator(".body").innerText();
    assert.ok(
      body.length > 0 && statement?.includes(body.slice(0, 20)),
      `the opened event says ${JSON.stringify(body)}, the statement ${JSON.stringify(statement)}`,
    );
    assert.deepEqual(await axeFindings(page), []);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    const label = await page.evaluate("document.activeElement.getAttribute('aria-label')");
    assert.equal(label, "Source 1", "the focus is back at what opened it");
  });

  await t.step("finds tasks, adds one and has it done", async () => {
    await page.getByLabel("Your question").fill("what needs action?");
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    await page.getByText(/\d+ open task/).waitFor();

    await goTo(page, "Tasks");
    await page.getByLabel("New task").fill("Water the <b>plants</b>");
    await page.getByRole("button", { name: "Add" }).click();
    const done = page.getByRole("button", { name: "Done: Water the <b>plants</b>" });
    await done.click();
    await done.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Done", exact: true }).click();
    // Text stays text.
    await page.getByText("Water the <b>plants</b>", { exact: true }).waitFor();
    const rows = await stack.sql("select status from public.tasks where title like 'Water%'");
    assert.deepEqual(rows, [{ status: "done" }]);
  });

  await t.step("shows what is linked and how far it was read", async () => {
    await goTo(page, "Sources");
    await page.getByRole("heading", { name: "Telegram", exact: true }).waitFor();
    assert.match(await page.locator(".receipts").innerText(), /Up to date/);
  });

  await t.step("drafts a reply to what was cited, changes and deletes it", async () => {
    await page.getByRole("link", { name: "Ask", exact: true }).click();
    await page.getByRole("button", { name: "Source 1" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Draft a reply" }).click();
    await dialog.getByLabel("Reply").fill("I will be there.");
    assert.deepEqual(await axeFindings(page), []);
    await dialog.getByRole("button", { name: "Keep as a draft" }).click();
    await dialog.getByRole("button", { name: "Draft a reply" }).waitFor();
    await dialog.getByRole("button", { name: "Close" }).click();

    await goTo(page, "Drafts");
    await page.getByText("I will be there.").waitFor();
    await page.getByRole("button", { name: /^Edit: Reply in Slack/ }).click();
    await page.getByLabel("Text").fill("I will be there at ten.");
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator(".draft .body", { hasText: "I will be there at ten." }).waitFor();
    await page.getByRole("button", { name: /^Delete: Reply in Slack/ }).click();
    await page.getByText("No draft yet.").waitFor();
    assert.deepEqual(await stack.sql("select 1 from public.drafts"), []);
  });

  await t.step(
    "adds to the calendar in the person's zone, and says what does not fit",
    async () => {
      await goTo(page, "Calendar");
      await page.getByText("Add an event").click();
      await page.getByLabel("Title").fill("Dentist");
      await page.getByLabel("Begins").fill("2999-06-01T09:00");
      await page.getByLabel("Ends").fill("2999-06-01T08:00");
      await page.getByRole("button", { name: "Add", exact: true }).click();
      await page.locator(".field", { hasText: "must not lie before start_at" }).waitFor();
      assert.deepEqual(await axeFindings(page), []);
      assert.equal(faults.splice(0).length, 1, "the browser reports the refusal itself");
      await page.getByLabel("Ends").fill("2999-06-01T10:00");
      await page.getByRole("button", { name: "Add", exact: true }).click();
      await page.getByText(/Jun 1, 2999, 09:00 – 10:00/).waitFor();
      const [event] = await stack.sql(
        "select start_at at time zone 'utc' = '2999-06-01 07:00' as right from public.calendar_events",
      );
      assert.deepEqual(event, { right: true });
    },
  );

  await t.step(
    "a provider that is not configured is said to be, and the form goes on",
    async () => {
      await goTo(page, "Sources");
      await page.getByRole("button", { name: "Link Slack" }).click();
      await page.getByRole("alert").first().waitFor();
      await page.getByRole("button", { name: "Link Telegram" }).click();
      await page.getByLabel("Phone number").fill("12");
      await page.getByRole("button", { name: "Continue" }).click();
      await page.locator(".field", { hasText: "must be a number such as" }).waitFor();
      assert.deepEqual(await axeFindings(page), []);
      const headings = await page.locator("main h1, main h2").allInnerTexts();
      assert.deepEqual([headings[0], headings.at(-1)], ["Sources", "Link an account"]);
      assert.equal(faults.splice(0).length, 2);
    },
  );

  await t.step("keeps a timezone, and gives everything to take along", async () => {
    await goTo(page, "Account");
    await page.getByLabel("Timezone").selectOption("Asia/Tokyo");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved").waitFor();
    const rows = await stack.sql("select timezone from public.users where email = $1", [
      demo.email,
    ]);
    assert.deepEqual(rows, [{ timezone: "Asia/Tokyo" }]);
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export" }).click();
    const path = await (await downloading).path();
    assert.match(await Deno.readTextFile(path), /\{"end":true,/);
  });

  await t.step("axe finds nothing in any view, wide, narrow, light or dark", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      for (const size of [{ width: 1280, height: 800 }, { width: 390, height: 844 }]) {
        await page.setViewportSize(size);
        for (const view of VIEWS) {
          if (view === "Ask") await page.getByRole("link", { name: view, exact: true }).click();
          else await goTo(page, view);
          await page.locator("main", { hasNotText: "Reading…" }).waitFor();
          const where = `${view}, ${size.width} px, ${colorScheme}`;
          assert.deepEqual(await axeFindings(page), [], where);
          const wide = await page.evaluate("document.documentElement.scrollWidth");
          assert.ok(Number(wide) <= size.width, `${where}: ${wide} px wide`);
        }
      }
    }
  });

  await t.step("deletes the account, and lets nobody in with it any more", async () => {
    await goTo(page, "Account");
    await page.getByRole("button", { name: "Delete my account" }).click();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole("group").getByRole("button", { name: "Delete my account" }).click();
    await page.getByLabel("Email").waitFor();
    const [{ scope } = {}] = await stack.sql("select scope from internal.deletion_audit");
    assert.equal(scope, "account");
  });

  assert.deepEqual(faults, []);
});
