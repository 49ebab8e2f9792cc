import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { axeFindings } from "./support/axe.ts";
import { launchBrowser } from "./support/browser.ts";
import { startPageStack } from "./support/stack.ts";

const VIEWS = ["Ask", "Tasks", "Calendar", "Drafts", "Sources", "Account"];

async function signInAs(page: Page, { email, password }: { email: string; password: string }) {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "What would you like to know?" }).waitFor();
}

const goTo = async (page: Page, view: string) => {
  await page.getByRole("link", { name: view, exact: true }).click();
  await page.getByRole("heading", { name: view, level: 1 }).waitFor();
};

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

  assert.deepEqual(faults, []);
});
