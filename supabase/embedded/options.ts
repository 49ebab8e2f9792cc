import type { Extensions } from "@electric-sql/pglite";
import type { Query } from "./database/database.ts";
import type { VaultSecret } from "./database/vault.ts";
import type { Handler } from "./gateway/gateway.ts";
import type { Mail } from "./api/mailbox.ts";

/** What is known of a stack while it starts: where it will be, and its keys. */
export interface Identity {
  /** The address of the gateway, without a path. */
  url: string;
  publishableKey: string;
  secretKey: string;
  /** Signs user tokens (HS256, without an issuer). */
  jwtSecret: string;
  /** An OpenAI-compatible server; null with `embeddings: "none"`. */
  embeddings: { url: string; apiKey: string; model: string } | null;
}

/** What to start. Only `data` and `log` must be given. */
export interface StackOptions {
  /** "memory", or the folder that keeps the project; made where it does not exist. */
  data: string;
  log(message: string): void;
  /** Of 127.0.0.1. Default: any free one. */
  port?: number;
  /** Default: the project that this file belongs to. The paths below are relative to it. */
  projectRoot?: string;
  /** Default: supabase/migrations. */
  migrationsDir?: string;
  /** Default: supabase/config.toml. */
  configPath?: string;
  /** Default: supabase/functions. */
  functionsDir?: string;
  /** Where packed extensions and snapshots are kept. Default: .embedded. */
  cacheFolder?: string;
  /** A file of variables for the functions; false for none. Default: .env in the project root. */
  envFile?: string | false;
  /**
   * Further variables for the functions; they win over `.env`, which is handed in so that one may
   * depend on the other. `SUPABASE_...` is the stack's own, as on a hosted project.
   */
  functionsEnv?: (
    stack: Identity,
    file: Readonly<Record<string, string>>,
  ) => Record<string, string>;
  /** Secrets that SQL of the migrations looks up in Vault. */
  vaultSecrets?: (stack: Identity) => VaultSecret[];
  /** A Postgres server to use instead of PGlite, as superuser. */
  databaseUrl?: string;
  /** "local" (default) serves the local model to the functions. */
  embeddings?: "local" | "none";
  /** "process" (default) runs the functions in processes of their own. */
  functions?: "process" | "none";
  /** A folder of static files to serve at `/`, relative to the project. Default: none. */
  page?: string;
  /** Processes for the functions of one import map. Default: 2. */
  processes?: number;
  /** Folders in which a change makes the functions start anew. Default: none. */
  watch?: string[];
  /** Whether pg_cron jobs run and pg_net requests are sent. Default: true. */
  schedules?: boolean;
  /** Whether a new database may start from a snapshot of a migrated one. Default: true. */
  snapshot?: boolean;
  /** Other releases of the extensions that PGlite brings. */
  extensions?: Extensions;
}

/** A running stack. */
export interface Stack extends Identity {
  /** Runs one statement as superuser. */
  sql: Query;
  /** Answers a request as the gateway does, without the network. */
  fetch: Handler;
  /** What Auth would have sent, oldest first. */
  mails(): readonly Mail[];
  /** Small JSON values that are kept beside the keys, for whoever starts the stack. */
  notes: Notes;
  /** Ends everything that belongs to the stack. May be called again. */
  stop(): Promise<void>;
}

/** Small JSON values by name. */
export interface Notes {
  /** The value; undefined where there is none. */
  read(name: string): unknown;
  write(name: string, value: unknown): Promise<void>;
}
