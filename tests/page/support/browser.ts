import axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

/** Where Debian's package puts it; another one by CHROMIUM. */
const EXECUTABLE = Deno.env.get("CHROMIUM") ?? "/usr/bin/chromium";

/** The longest that anything on the page may take, in milliseconds. */
const PATIENCE = 20_000;

/** Nothing of the browser's own reaches beyond this machine. */
const ARGUMENTS = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"],
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
];

/** A headless Chromium. */
export interface TestBrowser extends AsyncDisposable {
  /**
   * A page in a context of its own. What the page reports as an error is kept in `faults`: refused by
   * its Content-Security-Policy, thrown and not caught, not loaded.
   */
  open(url: string, options?: BrowserContextOptions): Promise<OpenedPage>;
}

export interface OpenedPage extends AsyncDisposable {
  page: Page;
  faults: string[];
}

/** @throws {Error} that says what to install, where there is no browser */
export async function launchBrowser(): Promise<TestBrowser> {
  const present = await Deno.stat(EXECUTABLE).then(() => true, () => false);
  if (!present) {
    throw new Error(
      `There is no browser at ${EXECUTABLE}: run tests/page/install.sh as root, or name one in CHROMIUM`,
    );
  }
  const browser: Browser = await chromium.launch({
    executablePath: EXECUTABLE,
    args: ARGUMENTS,
    timeout: 30_000,
  });
  return {
    async open(url, options = {}) {
      const context = await browser.newContext({ timezoneId: "Europe/Berlin", ...options });
      context.setDefaultTimeout(PATIENCE);
      // What a debugger adds is under no Content-Security-Policy.
      await context.addInitScript({ content: axe.source });
      const page = await context.newPage();
      const faults: string[] = [];
      page.on("pageerror", (error) => faults.push(`thrown: ${error.message}`));
      page.on("console", (message) => {
        if (message.type() === "error") faults.push(message.text());
      });
      await page.goto(url);
      return { page, faults, [Symbol.asyncDispose]: () => context.close() };
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}
