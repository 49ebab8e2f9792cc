/** What is asked of a page, and what is answered. */
import type { Preferences } from "./odata.ts";

/** What every answer in pages depends on. */
export interface Asked {
  /** By lower-case name. */
  query: ReadonlyMap<string, string>;
  prefer: Preferences;
  /** With a slash at the end; links begin with it. */
  graphUrl: string;
  /** What is to be wrong with the page that is answered. */
  page: "empty" | "replayed" | null;
}

export interface Answer {
  status?: number;
  headers?: Readonly<Record<string, string>>;
  /** None: there is no content. */
  body?: unknown;
}
