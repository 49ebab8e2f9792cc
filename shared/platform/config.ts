import { z } from "zod";
import { type DataCentres, parseDataCentres, TELEGRAM_DATA_CENTRES } from "./data_centres.ts";

/** A variable is missing or malformed; the message names each one and what it should hold. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

const optionalText = z.string().trim().transform((text) => text || undefined).optional();
const httpUrl = z.url({ protocol: /^https?$/, error: "must be an http(s) URL" });

/**
 * `{"default": "sb_..."}` as hosted functions receive their keys: the default, or else the first,
 * is used for calls and stands first here; all of them are accepted, so that a rotation refuses
 * nobody.
 */
const keyRing = z.string().transform((text, context) => {
  try {
    const keys = z.record(z.string(), z.string().min(1)).parse(JSON.parse(text));
    const { default: preferred, ...others } = keys;
    const all = [...(preferred === undefined ? [] : [preferred]), ...Object.values(others)];
    if (all.length > 0) return all;
  } catch {
    // Reported below: the text itself is a secret and stays out of the message.
  }
  context.addIssue({
    code: "custom",
    message: 'must be a JSON object such as {"default": "sb_..."}',
  });
  return z.NEVER;
}).optional();

/** Scheme, host and port as a browser writes them in `Origin`. */
function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, host } = new URL(text);
  // Not URL.origin, which is "null" for schemes of apps such as capacitor://localhost.
  return host !== "" && !host.includes("*") && `${protocol}//${host}` === text.toLowerCase();
}

function wholeNumber(fallback: number, min: number, max: number) {
  const message = `must be a whole number from ${min} to ${max}`;
  return z.string().regex(/^\d+$/, message).transform(Number)
    .pipe(z.number().min(min, message).max(max, message)).default(fallback);
}

const price = z.string().trim()
  .regex(/^\d{1,6}(\.\d{1,6})?$/, "must be the price of a million tokens, such as 0.15").transform(
    Number,
  )
  .optional();

const dataCentres = z.string().transform((text, context) => {
  const centres = parseDataCentres(text);
  if (centres) return centres;
  const message = "must be <number>=<IPv4 address>:<port>, comma separated";
  context.addIssue({ code: "custom", message });
  return z.NEVER;
});

const encryptionKey = /^[0-9a-zA-Z_-]{1,32}:[0-9a-fA-F]{64}$/;

/** Source: Sentry, Developer Documentation, SDK overview, Parsing the DSN. */
const sentryDsn =
  /^https?:\/\/\w{1,100}(:\w{1,100})?@(\[[:.\w]+\]|[\w.-]+)(:\d{1,5})?(\/[\w.-]+)*\/\d{1,20}$/;

const environmentSchema = z.object({
  SUPABASE_URL: httpUrl,
  PUBLIC_URL: httpUrl.optional(),
  SUPABASE_PUBLISHABLE_KEY: optionalText,
  SUPABASE_PUBLISHABLE_KEYS: keyRing,
  SUPABASE_ANON_KEY: optionalText,
  SUPABASE_SECRET_KEY: optionalText,
  SUPABASE_SECRET_KEYS: keyRing,
  SUPABASE_SERVICE_ROLE_KEY: optionalText,

  AUTH_JWT_ALGORITHMS: z.string().default("ES256,RS256").transform((text) =>
    text.split(",").map((name) => name.trim())
  )
    .pipe(
      z.array(
        z.enum(["ES256", "RS256", "HS256"], "must list ES256, RS256 or HS256, comma separated"),
      ).min(1),
    ),
  AUTH_JWT_SECRET: optionalText,
  AUTH_JWKS_URL: httpUrl.optional(),
  AUTH_JWT_ISSUER: z.string().trim().optional(),

  OPENAI_API_KEY: optionalText,
  OPENAI_BASE_URL: httpUrl.optional(),
  OPENAI_CHAT_MODEL: z.string().trim().min(1).max(100).default("gpt-4o-mini"),
  OPENAI_TIMEOUT_SECONDS: wholeNumber(45, 1, 60),
  OPENAI_MAX_RETRIES: wholeNumber(1, 0, 5),
  OPENAI_MAX_OUTPUT_TOKENS: wholeNumber(4000, 100, 100_000),
  OPENAI_TOKEN_BUDGET: wholeNumber(100_000, 1000, 10_000_000),
  OPENAI_INPUT_PRICE: price,
  OPENAI_OUTPUT_PRICE: price,
  LANGUAGE_MODEL: z.enum(["auto", "extractive"], "must be auto or extractive").default("auto"),
  EMBEDDINGS_BASE_URL: httpUrl.optional(),
  EMBEDDINGS_API_KEY: optionalText,
  EMBEDDINGS_MODEL: z.string().trim().min(1).max(100).default("text-embedding-ada-002"),

  ENCRYPTION_KEYS: z.string().transform((text) => text.split(",").map((key) => key.trim()))
    .pipe(z.array(z.string().regex(encryptionKey, "must be <id>:<64 hex digits>, comma separated")))
    .optional(),

  SLACK_CLIENT_ID: optionalText,
  SLACK_CLIENT_SECRET: optionalText,
  SLACK_REDIRECT_URI: httpUrl.optional(),
  SLACK_SIGNING_SECRET: optionalText,
  SLACK_API_URL: httpUrl.default("https://slack.com/api/"),
  SLACK_AUTHORIZE_URL: httpUrl.default("https://slack.com/oauth/v2/authorize"),
  INITIAL_DAYS: wholeNumber(30, 1, 365),
  SLACK_RATE_PROFILE: z.enum(["internal", "distributed"], "must be internal or distributed")
    .default("internal"),
  TELEGRAM_API_ID: z.string().regex(/^\d+$/, "must be the number from my.telegram.org").optional(),
  TELEGRAM_API_HASH: optionalText,
  TELEGRAM_DATA_CENTRES: dataCentres.optional(),
  TELEGRAM_SERVER_KEY: z.string()
    .regex(/^-?\d{1,20}=[0-9a-f]{512}$/, "must be <fingerprint>=<modulus in hexadecimal digits>")
    .optional(),
  TELEGRAM_READ_BY: z.enum(["functions", "worker"], "must be functions or worker")
    .default("functions"),
  OUTLOOK_CLIENT_ID: optionalText,
  OUTLOOK_CLIENT_SECRET: optionalText,
  OUTLOOK_REDIRECT_URI: httpUrl.optional(),
  OUTLOOK_TENANT_ID: z.string().trim().regex(
    /^[0-9A-Za-z.-]+$/,
    "must be common, organizations, consumers, or a tenant's id or domain",
  ).default("common"),
  OUTLOOK_NOTIFICATION_URL: httpUrl.optional(),
  OUTLOOK_LOGIN_URL: httpUrl.default("https://login.microsoftonline.com/"),
  OUTLOOK_GRAPH_URL: httpUrl.default("https://graph.microsoft.com/v1.0/"),

  ENVIRONMENT: z.enum(
    ["development", "test", "production"],
    "must be development, test or production",
  )
    .default("development"),
  LOG_LEVEL: z.string().trim().toUpperCase()
    .pipe(z.enum(["DEBUG", "INFO", "WARNING", "ERROR"], "must be DEBUG, INFO, WARNING or ERROR"))
    .default("INFO"),
  CORS_ALLOWED_ORIGINS: z.string().default("").transform((text) =>
    text.split(",").map((origin) => origin.trim().replace(/\/$/, "")).filter(Boolean)
  ).pipe(z.array(
    z.string().refine(
      isOrigin,
      "must list origins such as https://app.example, comma separated: no path, and no * (name each " +
        "origin; in development pages of localhost are allowed anyway)",
    ),
  )),
  APP_REDIRECT_URLS: z.string().default("").transform((text) =>
    text.split(",").map((url) => url.trim()).filter(Boolean)
  ).pipe(z.array(httpUrl)),
  RATE_LIMIT_PER_MINUTE: wholeNumber(120, 1, 100_000),
  JOB_BUDGET_SECONDS: wholeNumber(50, 1, 140),
  METRICS_KEY: z.string().trim().regex(
    /^[\x21-\x7e]{24,200}$/,
    "must have 24 to 200 visible ASCII characters and no space",
  ).optional(),
  SENTRY_DSN: z.string().trim().regex(
    sentryDsn,
    "must be a DSN as Sentry shows it under Client Keys: https://<key>@<host>/<project number>",
  ).optional(),
  SENTRY_RELEASE: z.string().trim().regex(
    /^[\w.@+-]{1,200}$/,
    "must have 1 to 200 letters, digits or any of . @ + - _",
  ).optional(),
  CLOCK_NOW: z.iso.datetime({
    offset: true,
    error: "must be an ISO time such as 2026-01-31T09:00:00Z",
  }).optional(),
});

/** Every variable that a function reads. */
export const CONFIG_VARIABLES: readonly string[] = Object.keys(environmentSchema.shape);

/** What is left when the variables that are missing or malformed are taken away. */
const soundSchema = environmentSchema.partial();

/** Everything a person may want to change, validated once at start. Durations in seconds. */
export interface Config {
  /** The project as clients see it, without a slash at its end. */
  publicUrl: string;
  supabase: {
    url: string;
    publishableKey: string;
    /** The secret key for calls of our own. */
    secretKey: string;
    /** Every secret key that a caller may show, `secretKey` among them. */
    secretKeys: string[];
  };
  auth: {
    algorithms: ("ES256" | "RS256" | "HS256")[];
    /** Shared secret, only for HS256. */
    jwtSecret: string | undefined;
    jwksUrl: string;
    /** Undefined: the issuer is not checked, which only development may ask for. */
    issuer: string | undefined;
  };
  /** Undefined: answers are extractive. */
  chat: {
    baseUrl: string | undefined;
    apiKey: string;
    model: string;
    timeoutSeconds: number;
    maxRetries: number;
    maxOutputTokens: number;
    /** Tokens, in and out, that one prompt may use. */
    tokenBudget: number;
    /** Of a million tokens, in whatever currency; undefined: costs are not known. */
    prices: { input: number; output: number } | undefined;
  } | undefined;
  /** Undefined: the runtime's own model embeds; where it has none, search goes by words alone. */
  embeddings: { baseUrl: string | undefined; apiKey: string; model: string } | undefined;
  encryptionKeys: string[];
  slack: {
    clientId: string | undefined;
    clientSecret: string | undefined;
    redirectUri: string | undefined;
    /** Proves that an event comes from Slack. */
    signingSecret: string | undefined;
    apiUrl: string;
    authorizeUrl: string;
    rateProfile: "internal" | "distributed";
  };
  telegram: {
    apiId: number | undefined;
    apiHash: string | undefined;
    /** Telegram's own; in tests none but those that are given. */
    dataCentres: DataCentres;
    /** Fingerprint and modulus, in hexadecimal digits, of a data centre that is not Telegram's. */
    serverKey: { fingerprint: string; modulus: string } | undefined;
    /** Who reads its accounts: the functions, or `task worker telegram` in their stead. */
    readBy: "functions" | "worker";
  };
  outlook: {
    clientId: string | undefined;
    clientSecret: string | undefined;
    redirectUri: string | undefined;
    tenantId: string;
    /** Where Microsoft reaches `webhook-outlook`; undefined: nowhere, and mailboxes are polled alone. */
    notificationUrl: string | undefined;
    /** Of the identity platform; ends with "/". */
    loginUrl: string;
    /** Of Microsoft Graph, its version included; ends with "/". */
    graphUrl: string;
  };
  /** How far back a new account is read. */
  initialDays: number;
  environment: "development" | "test" | "production";
  logLevel: "DEBUG" | "INFO" | "WARNING" | "ERROR";
  corsAllowedOrigins: string[];
  /** Where people may be sent after they linked an account, to the letter. */
  appRedirectUrls: string[];
  rateLimitPerMinute: number;
  jobBudgetSeconds: number;
  /** Opens the metrics and nothing else; undefined: the secret key alone does. */
  metricsKey: string | undefined;
  /** Where failures are reported to; undefined: nowhere. */
  failureReports: { dsn: string; environment: string; release: string | undefined } | undefined;
  /** Holds the clock still; refused in production. */
  clockNow: Date | undefined;
}

/**
 * Reads the configuration from `env` (names as in `.env.example`).
 *
 * @throws {ConfigError} naming every variable that is missing or malformed, never its value.
 */
export function loadConfig(env: Record<string, string | undefined>): Config {
  // An empty line in .env means "not set", except where empty has a meaning of its own.
  const given = Object.fromEntries(
    Object.entries(env).filter(([name, value]) =>
      value !== undefined && (value !== "" || name === "AUTH_JWT_ISSUER")
    ),
  );
  const parsed = environmentSchema.safeParse(given);
  const faults = parsed.success ? [] : parsed.error.issues.map(({ path, message }) => {
    const name = String(path[0]);
    return given[name] === undefined
      ? `${name} is missing: set it, see .env.example`
      : `${name} ${message}`;
  });
  const faulty = new Set(parsed.error?.issues.map((issue) => String(issue.path[0])));
  // A fault in one variable hides none in the others, so that one look at the message is enough.
  const sound = parsed.data ?? soundSchema.parse(
    Object.fromEntries(Object.entries(given).filter(([name]) => !faulty.has(name))),
  );
  const publishableKey = sound.SUPABASE_PUBLISHABLE_KEY ??
    sound.SUPABASE_PUBLISHABLE_KEYS?.[0] ?? sound.SUPABASE_ANON_KEY;
  const secretKey = sound.SUPABASE_SECRET_KEY ?? sound.SUPABASE_SECRET_KEYS?.[0] ??
    sound.SUPABASE_SERVICE_ROLE_KEY;
  if (!publishableKey && !faulty.has("SUPABASE_PUBLISHABLE_KEYS")) {
    faults.push("SUPABASE_PUBLISHABLE_KEY is missing: set it to the project's publishable key");
  }
  if (!secretKey && !faulty.has("SUPABASE_SECRET_KEYS")) {
    faults.push("SUPABASE_SECRET_KEY is missing: set it to the project's secret key");
  }
  faults.push(...mutualFaults(sound));
  if (!parsed.success || !publishableKey || !secretKey || faults.length > 0) {
    throw new ConfigError(
      `Configuration is not usable:\n${faults.map((line) => `- ${line}`).join("\n")}`,
    );
  }

  const v = parsed.data;
  const url = v.SUPABASE_URL.replace(/\/+$/, "");
  const publicUrl = (v.PUBLIC_URL ?? url).replace(/\/+$/, "");
  const embeddingsKey = v.EMBEDDINGS_API_KEY ?? v.OPENAI_API_KEY;
  return {
    publicUrl,
    supabase: {
      url,
      publishableKey,
      secretKey,
      secretKeys: [...new Set([secretKey, ...v.SUPABASE_SECRET_KEYS ?? []])],
    },
    auth: {
      algorithms: v.AUTH_JWT_ALGORITHMS,
      jwtSecret: v.AUTH_JWT_SECRET,
      jwksUrl: v.AUTH_JWKS_URL ?? `${url}/auth/v1/.well-known/jwks.json`,
      issuer: v.AUTH_JWT_ISSUER === undefined ? `${url}/auth/v1` : v.AUTH_JWT_ISSUER || undefined,
    },
    chat: v.OPENAI_API_KEY && v.LANGUAGE_MODEL === "auto"
      ? {
        baseUrl: v.OPENAI_BASE_URL,
        apiKey: v.OPENAI_API_KEY,
        model: v.OPENAI_CHAT_MODEL,
        timeoutSeconds: v.OPENAI_TIMEOUT_SECONDS,
        maxRetries: v.OPENAI_MAX_RETRIES,
        maxOutputTokens: v.OPENAI_MAX_OUTPUT_TOKENS,
        tokenBudget: v.OPENAI_TOKEN_BUDGET,
        prices: v.OPENAI_INPUT_PRICE === undefined || v.OPENAI_OUTPUT_PRICE === undefined
          ? undefined
          : { input: v.OPENAI_INPUT_PRICE, output: v.OPENAI_OUTPUT_PRICE },
      }
      : undefined,
    embeddings: embeddingsKey
      ? { baseUrl: v.EMBEDDINGS_BASE_URL, apiKey: embeddingsKey, model: v.EMBEDDINGS_MODEL }
      : undefined,
    encryptionKeys: v.ENCRYPTION_KEYS ?? [],
    slack: {
      clientId: v.SLACK_CLIENT_ID,
      clientSecret: v.SLACK_CLIENT_SECRET,
      redirectUri: v.SLACK_REDIRECT_URI,
      signingSecret: v.SLACK_SIGNING_SECRET,
      apiUrl: v.SLACK_API_URL.replace(/\/*$/, "/"),
      authorizeUrl: v.SLACK_AUTHORIZE_URL,
      rateProfile: v.SLACK_RATE_PROFILE,
    },
    telegram: {
      apiId: v.TELEGRAM_API_ID === undefined ? undefined : Number(v.TELEGRAM_API_ID),
      apiHash: v.TELEGRAM_API_HASH,
      dataCentres: v.TELEGRAM_DATA_CENTRES ??
        (v.ENVIRONMENT === "test" ? new Map() : TELEGRAM_DATA_CENTRES),
      serverKey: serverKeyOf(v.TELEGRAM_SERVER_KEY),
      readBy: v.TELEGRAM_READ_BY,
    },
    outlook: {
      clientId: v.OUTLOOK_CLIENT_ID,
      clientSecret: v.OUTLOOK_CLIENT_SECRET,
      redirectUri: v.OUTLOOK_REDIRECT_URI,
      tenantId: v.OUTLOOK_TENANT_ID,
      notificationUrl: v.OUTLOOK_NOTIFICATION_URL ?? webhookOf("outlook", publicUrl),
      loginUrl: v.OUTLOOK_LOGIN_URL.replace(/\/*$/, "/"),
      graphUrl: v.OUTLOOK_GRAPH_URL.replace(/\/*$/, "/"),
    },
    initialDays: v.INITIAL_DAYS,
    environment: v.ENVIRONMENT,
    logLevel: v.LOG_LEVEL,
    corsAllowedOrigins: v.CORS_ALLOWED_ORIGINS,
    appRedirectUrls: v.APP_REDIRECT_URLS,
    rateLimitPerMinute: v.RATE_LIMIT_PER_MINUTE,
    jobBudgetSeconds: v.JOB_BUDGET_SECONDS,
    metricsKey: v.METRICS_KEY,
    failureReports: v.SENTRY_DSN === undefined
      ? undefined
      : { dsn: v.SENTRY_DSN, environment: v.ENVIRONMENT, release: v.SENTRY_RELEASE },
    clockNow: v.CLOCK_NOW === undefined ? undefined : new Date(v.CLOCK_NOW),
  };
}

function serverKeyOf(text: string | undefined) {
  const [fingerprint, modulus] = text?.split("=") ?? [];
  return fingerprint && modulus ? { fingerprint, modulus } : undefined;
}

/** Where a provider reaches a webhook; undefined where it does not: providers call over TLS alone. */
function webhookOf(provider: string, publicUrl: string): string | undefined {
  return publicUrl.startsWith("https://")
    ? `${publicUrl}/functions/v1/webhook-${provider}`
    : undefined;
}

/** What is wrong with variables that are fine each by itself. */
function mutualFaults(v: z.infer<typeof soundSchema>): string[] {
  const faults: string[] = [];
  if (v.AUTH_JWT_ALGORITHMS?.includes("HS256")) {
    if (v.AUTH_JWT_ALGORITHMS.length > 1) {
      faults.push(
        "AUTH_JWT_ALGORITHMS must not mix HS256 with ES256 or RS256: a public key could pass as a secret",
      );
    }
    if (!v.AUTH_JWT_SECRET || v.AUTH_JWT_SECRET.length < 32) {
      faults.push(
        "AUTH_JWT_SECRET must hold at least 32 characters when AUTH_JWT_ALGORITHMS is HS256",
      );
    }
  }
  if (v.ENVIRONMENT === "production") {
    if (v.CLOCK_NOW) faults.push("CLOCK_NOW must not be set in production");
    if (v.TELEGRAM_SERVER_KEY) faults.push("TELEGRAM_SERVER_KEY must not be set in production");
    if (v.AUTH_JWT_ISSUER === "") faults.push("AUTH_JWT_ISSUER must not be empty in production");
  }
  if ((v.OPENAI_INPUT_PRICE === undefined) !== (v.OPENAI_OUTPUT_PRICE === undefined)) {
    const [missing, given] = v.OPENAI_INPUT_PRICE === undefined
      ? ["OPENAI_INPUT_PRICE", "OPENAI_OUTPUT_PRICE"]
      : ["OPENAI_OUTPUT_PRICE", "OPENAI_INPUT_PRICE"];
    faults.push(`${missing} is missing: costs need it beside ${given}`);
  }
  if (v.EMBEDDINGS_BASE_URL && !v.EMBEDDINGS_API_KEY && !v.OPENAI_API_KEY) {
    faults.push("EMBEDDINGS_API_KEY is missing: set it to the key of EMBEDDINGS_BASE_URL");
  }
  return faults;
}
