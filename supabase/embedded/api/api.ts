import { App } from "@supabase/lite";
import type { StackConfig } from "../config.ts";
import type { Database } from "../database/database.ts";
import { quietly } from "./quiet.ts";

/** The Data API and Auth of the stack. */
export interface Api {
  fetch(request: Request): Promise<Response>;
  /** Forgets what is known of the schema, so that the next request looks again. */
  reloadSchema(): Promise<void>;
}

/** What the API is signed and opened with. */
export interface ApiKeys {
  publishableKey: string;
  secretKey: string;
  jwtSecret: string;
}

/** Serves `/auth/v1` and `/rest/v1` with @supabase/lite, one request at a time on PGlite. */
export async function createApi(
  database: Database,
  config: StackConfig,
  keys: ApiKeys,
  log: (message: string) => void,
): Promise<Api> {
  const { connection } = database;
  const app = new App({
    connection,
    api: { enabled: true, ...config.api },
    auth: {
      enabled: true,
      jwt_secret: keys.jwtSecret,
      publishable_key: keys.publishableKey,
      secret_key: keys.secretKey,
      ...config.auth,
    },
    db: { migrations: { enabled: false } },
    options: {
      drivers: {
        // Mail has codes in it that open an account, so only that there was one is logged.
        email: {
          send: ({ to, subject }: { to: string; subject: string }) => {
            log(`Mail to ${to} not delivered: ${subject}`);
            return Promise.resolve();
          },
        },
      },
    },
  });
  await database.exclusive(() => app.init());
  const reloadSchema = () => database.exclusive(() => connection.clearSchemaCache());
  // What PostgREST listens to: notify pgrst, 'reload schema'.
  await database.listen("pgrst", () => {
    reloadSchema().catch((error) => log(`The schema could not be reloaded: ${error}`));
  });
  return {
    reloadSchema,
    fetch: (request) => database.exclusive(() => quietly(log, () => app.fetch(request))),
  };
}
