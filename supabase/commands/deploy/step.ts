import type { StackConfig } from "../../embedded/config.ts";
import type { Migration } from "../../embedded/database/migrate.ts";
import type { Management } from "./management.ts";

/** What every step works on. */
export interface Deployment {
  ref: string;
  management: Management;
  /** supabase/config.toml. */
  config: StackConfig;
  migrations: readonly Migration[];
  /** The functions' variables; null leaves the project's as they are. */
  settings: Readonly<Record<string, string>> | null;
  /** A connection string for the migrations in place of the platform's own way to the database. */
  databaseUrl: string | undefined;
  /** Where the database reaches the functions. */
  projectUrl: string;
  /** Where clients reach the project. */
  publicUrl: string;
  log(line: string): void;
}

/** One thing that a deployment does. Planning it reads the project and changes nothing. */
export interface Step {
  title: string;
  /** What it would change, a line each; none where the project has it all already. */
  changes: readonly string[];
  /** Does it; safe to repeat. */
  apply(): Promise<void>;
}

/** Looks at the project and says what a step would do there. */
export type PlanStep = (deployment: Deployment) => Promise<Step>;
