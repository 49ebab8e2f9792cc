import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

/** What axe finds on a page as it stands: one line a rule, with the elements that break it. */
export async function axeFindings(page: Page): Promise<string[]> {
  const { violations, passes } = await page.evaluate(
    () => (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  if (passes.length < 10) throw new Error(`axe tried only ${passes.length} rules`);
  return violations.map(({ id, help, nodes }) =>
    `${id}: ${help}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`
  );
}
