import type { Page } from "playwright-core";
import type { DemoUser } from "../../../supabase/commands/start/demo_user.ts";

/** Signs in on the page, and waits until it asks what the person would like to know. */
export async function signInAs(page: Page, { email, password }: DemoUser): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "What would you like to know?" }).waitFor();
}

/** Goes to another view, and waits until it is there. */
export async function goTo(page: Page, view: string): Promise<void> {
  await page.getByRole("link", { name: view, exact: true }).click();
  await page.getByRole("heading", { name: view, level: 1 }).waitFor();
}
