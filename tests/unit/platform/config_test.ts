import assert from "node:assert/strict";
import { ConfigError, loadConfig } from "../../../shared/platform/config.ts";
import { environment, testConfig } from "../../support/platform.ts";

/** The message of the refusal. */
function refusal(changes: Record<string, string | undefined>): string {
  try {
    loadConfig({ ...environment, ...changes });
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error.message;
  }
  return assert.fail(`accepted ${Object.keys(changes).join(", ")}`);
}

/** One line a fault, without the first, which introduces them. */
function faults(changes: Record<string, string | undefined>): string[] {
  const [first, ...lines] = refusal(changes).split("\n");
  assert.equal(first, "Configuration is not usable:");
  return lines.map((line) => line.replace(/^- /, ""));
}

Deno.test("loadConfig() needs five variables and has a default for the rest", () => {
  assert.deepEqual(loadConfig({ ...environment, HOME: "/root", SUPABASE_URL: "http://p.test/" }), {
    publicUrl: "http://p.test",
    supabase: {
      url: "http://p.test",
      publishableKey: "sb_publishable_of_the_test",
      secretKey: "sb_secret_of_the_test",
      secretKeys: ["sb_secret_of_the_test"],
    },
    auth: {
      algorithms: ["HS256"],
      jwtSecret: environment["AUTH_JWT_SECRET"],
      jwksUrl: "http://p.test/auth/v1/.well-known/jwks.json",
      issuer: "http://p.test/auth/v1",
    },
    chat: undefined,
    embeddings: undefined,
    encryptionKeys: [],
    slack: {
      clientId: undefined,
      clientSecret: undefined,
      redirectUri: undefined,
      signingSecret: undefined,
      apiUrl: "https://slack.com/api/",
      authorizeUrl: "https://slack.com/oauth/v2/authorize",
      rateProfile: "internal",
    },
    telegram: {
      apiId: undefined,
      apiHash: undefined,
      dataCentres: new Map(),
      serverKey: undefined,
      readBy: "functions",
    },
    outlook: {
      clientId: undefined,
      clientSecret: undefined,
      redirectUri: undefined,
      tenantId: "common",
      notificationUrl: undefined,
      loginUrl: "https://login.microsoftonline.com/",
      graphUrl: "https://graph.microsoft.com/v1.0/",
    },
    initialDays: 30,
    environment: "test",
    logLevel: "INFO",
    metricsKey: undefined,
    failureReports: undefined,
    corsAllowedOrigins: [],
    appRedirectUrls: [],
    rateLimitPerMinute: 120,
    jobBudgetSeconds: 50,
    clockNow: undefined,
  });
});

Deno.test("loadConfig() verifies with the project's public keys unless told otherwise", () => {
  const config = testConfig({ AUTH_JWT_ALGORITHMS: undefined, AUTH_JWT_SECRET: undefined });
  assert.deepEqual(config.auth.algorithms, ["ES256", "RS256"]);
  assert.equal(config.auth.jwtSecret, undefined);
});

Deno.test("loadConfig() names each required variable when none is set", () => {
  const lines = faults(Object.fromEntries(Object.keys(environment).map((key) => [key, undefined])));
  assert.deepEqual(lines.map((line) => line.split(" ")[0]), [
    "SUPABASE_URL",
    "SUPABASE_PUBLISHABLE_KEY",
    "SUPABASE_SECRET_KEY",
  ]);
  for (const line of lines) assert.match(line, /^\S+ is missing: set it/);
});

Deno.test("loadConfig() takes an empty line of .env for a variable that is not set", () => {
  const [line, ...rest] = faults({ SUPABASE_URL: "" });
  assert.equal(line, "SUPABASE_URL is missing: set it, see .env.example");
  assert.deepEqual(rest, []);
  assert.equal(testConfig({ LOG_LEVEL: "", CLOCK_NOW: "", OPENAI_API_KEY: "" }).logLevel, "INFO");
});

// A malformed value for each variable that has a form, and what the message has to say of it.
const malformed: [name: string, value: string, says: RegExp][] = [
  ["SUPABASE_URL", "project.zzmalformedzz", /http\(s\) URL/],
  ["SUPABASE_URL", "ftp://zzmalformedzz/", /http\(s\) URL/],
  ["SUPABASE_PUBLISHABLE_KEYS", "sb_publishable_zzmalformedzz", /JSON object/],
  ["SUPABASE_PUBLISHABLE_KEYS", '{"default": 7, "zzmalformedzz": 1}', /JSON object/],
  ["SUPABASE_SECRET_KEYS", '{"default": "sb_secret_zzmalformedzz"', /JSON object/],
  ["SUPABASE_SECRET_KEYS", '["sb_secret_zzmalformedzz"]', /JSON object/],
  ["SUPABASE_SECRET_KEYS", "{}", /JSON object/],
  ["AUTH_JWT_ALGORITHMS", "none", /ES256, RS256 or HS256/],
  ["AUTH_JWT_ALGORITHMS", "ES256,zzmalformedzz", /ES256, RS256 or HS256/],
  ["AUTH_JWKS_URL", "zzmalformedzz", /http\(s\) URL/],
  ["EMBEDDINGS_BASE_URL", "zzmalformedzz:8080", /http\(s\) URL/],
  ["EMBEDDINGS_MODEL", "zzmalformedzz".repeat(10), /100/],
  ["ENCRYPTION_KEYS", "zzmalformedzz", /<id>:<64 hex digits>/],
  ["ENCRYPTION_KEYS", `k1:${"0".repeat(64)},k2:zzmalformedzz`, /<id>:<64 hex digits>/],
  ["SLACK_REDIRECT_URI", "zzmalformedzz", /http\(s\) URL/],
  ["SLACK_RATE_PROFILE", "zzmalformedzz", /internal or distributed/],
  ["TELEGRAM_API_ID", "zzmalformedzz", /number from my\.telegram\.org/],
  ["TELEGRAM_DATA_CENTRES", "zzmalformedzz", /must be <number>=<IPv4 address>:<port>/],
  ["OUTLOOK_REDIRECT_URI", "zzmalformedzz", /http\(s\) URL/],
  ["OUTLOOK_TENANT_ID", "  ", /tenant/],
  ["OUTLOOK_TENANT_ID", "zzmalformedzz/../x", /common, organizations, consumers/],
  ["OUTLOOK_LOGIN_URL", "zzmalformedzz", /http\(s\) URL/],
  ["OUTLOOK_GRAPH_URL", "zzmalformedzz", /http\(s\) URL/],
  ["ENVIRONMENT", "zzmalformedzz", /development, test or production/],
  ["LOG_LEVEL", "zzmalformedzz", /DEBUG, INFO, WARNING or ERROR/],
  ["RATE_LIMIT_PER_MINUTE", "0", /whole number from 1 to 100000/],
  ["RATE_LIMIT_PER_MINUTE", "1.5", /whole number from 1 to 100000/],
  ["RATE_LIMIT_PER_MINUTE", "100001", /whole number from 1 to 100000/],
  ["RATE_LIMIT_PER_MINUTE", "zzmalformedzz", /whole number/],
  ["JOB_BUDGET_SECONDS", "141", /whole number from 1 to 140/],
  ["JOB_BUDGET_SECONDS", "-1", /whole number from 1 to 140/],
  ["METRICS_KEY", "zzmalformedzz", /24 to 200 visible/],
  ["METRICS_KEY", "a key with spaces, long enough", /no space/],
  ["OPENAI_INPUT_PRICE", "zzmalformedzz", /price of a million tokens/],
  ["OPENAI_OUTPUT_PRICE", "-1", /price of a million tokens/],
  ["SENTRY_DSN", "zzmalformedzz", /DSN as Sentry shows it/],
  ["SENTRY_DSN", "https://sentry.example/4507", /<key>@<host>/],
  ["SENTRY_DSN", "https://zzmalformedzz@sentry.example/project", /project number/],
  ["SENTRY_DSN", "ftp://zzmalformedzz@sentry.example/1", /https:/],
  ["SENTRY_RELEASE", "zzmalformedzz of today", /1 to 200 letters/],
  ["CLOCK_NOW", "zzmalformedzz", /ISO time/],
  ["CLOCK_NOW", "2026-01-31", /ISO time/],
];

Deno.test("loadConfig() names a malformed variable and what it should hold, never its value", () => {
  for (const [name, value, says] of malformed) {
    const [line = "", ...rest] = faults({ [name]: value });
    assert.equal(line.split(" ")[0], name, `${name}: ${line}`);
    assert.match(line, says, name);
    assert.deepEqual(rest, [], name);
    assert.ok(!line.includes("zzmalformedzz"), `the message repeats the value of ${name}`);
  }
});

Deno.test("loadConfig() names every fault at once", () => {
  const lines = faults({
    SUPABASE_URL: "nowhere",
    SUPABASE_SECRET_KEY: undefined,
    LOG_LEVEL: "loud",
    AUTH_JWT_SECRET: "short",
  });
  const names = lines.map((line) => line.split(" ")[0]);
  assert.deepEqual(names.sort(), [
    "AUTH_JWT_SECRET",
    "LOG_LEVEL",
    "SUPABASE_SECRET_KEY",
    "SUPABASE_URL",
  ]);
});

Deno.test("loadConfig() takes keys alone, from a ring, or by their older names", () => {
  const keys = (changes: Record<string, string | undefined>) => {
    const { publishableKey, secretKey } = testConfig({
      SUPABASE_PUBLISHABLE_KEY: undefined,
      SUPABASE_SECRET_KEY: undefined,
      ...changes,
    }).supabase;
    return [publishableKey, secretKey];
  };
  const rings = {
    SUPABASE_PUBLISHABLE_KEYS: '{"web": "sb_publishable_web", "default": "sb_publishable_default"}',
    SUPABASE_SECRET_KEYS: '{"jobs": "sb_secret_jobs", "other": "sb_secret_other"}',
  };
  const older = { SUPABASE_ANON_KEY: "anon.jwt", SUPABASE_SERVICE_ROLE_KEY: "service.jwt" };
  assert.deepEqual(keys(rings), ["sb_publishable_default", "sb_secret_jobs"]);
  assert.deepEqual(keys(older), ["anon.jwt", "service.jwt"]);
  assert.deepEqual(keys({ ...older, ...rings }), ["sb_publishable_default", "sb_secret_jobs"]);
  assert.deepEqual(
    keys({ ...older, ...rings, SUPABASE_PUBLISHABLE_KEY: "p", SUPABASE_SECRET_KEY: "s" }),
    ["p", "s"],
  );
});

Deno.test("loadConfig() refuses HS256 beside public-key algorithms", () => {
  for (const list of ["HS256,ES256", "RS256, HS256"]) {
    const [line = ""] = faults({ AUTH_JWT_ALGORITHMS: list });
    assert.match(line, /^AUTH_JWT_ALGORITHMS must not mix HS256 with ES256 or RS256/);
  }
});

Deno.test("loadConfig() asks HS256 for a secret of at least 32 characters", () => {
  for (const secret of [undefined, "", "x".repeat(31)]) {
    assert.match(refusal({ AUTH_JWT_SECRET: secret }), /- AUTH_JWT_SECRET must hold at least 32/);
  }
  assert.equal(testConfig({ AUTH_JWT_SECRET: "x".repeat(32) }).auth.jwtSecret, "x".repeat(32));
});

Deno.test("loadConfig() refuses in production what holds for tests alone", () => {
  const still = { CLOCK_NOW: "2026-01-31T09:00:00+01:00" };
  assert.deepEqual(testConfig(still).clockNow, new Date("2026-01-31T08:00:00Z"));
  const production = { ENVIRONMENT: "production" };
  assert.deepEqual(faults({ ...production, ...still }), [
    "CLOCK_NOW must not be set in production",
  ]);
  for (const issuer of ["", " "]) {
    assert.equal(testConfig({ AUTH_JWT_ISSUER: issuer }).auth.issuer, undefined);
    assert.deepEqual(faults({ ...production, AUTH_JWT_ISSUER: issuer }), [
      "AUTH_JWT_ISSUER must not be empty in production",
    ]);
  }
  const key = `-12=${"ab".repeat(256)}`;
  assert.deepEqual(testConfig({ TELEGRAM_SERVER_KEY: key }).telegram.serverKey, {
    fingerprint: "-12",
    modulus: "ab".repeat(256),
  });
  assert.deepEqual(faults({ ...production, TELEGRAM_SERVER_KEY: key }), [
    "TELEGRAM_SERVER_KEY must not be set in production",
  ]);
  assert.deepEqual(faults({ TELEGRAM_SERVER_KEY: "12=xyz" }), [
    "TELEGRAM_SERVER_KEY must be <fingerprint>=<modulus in hexadecimal digits>",
  ]);
  assert.equal(testConfig(production).environment, "production");
});

Deno.test("loadConfig() embeds with OpenAI's key, or with another server and its key", () => {
  assert.deepEqual(testConfig({ OPENAI_API_KEY: "sk-1" }).embeddings, {
    baseUrl: undefined,
    apiKey: "sk-1",
    model: "text-embedding-ada-002",
  });
  const server = { EMBEDDINGS_BASE_URL: "http://127.0.0.1:1/v1", EMBEDDINGS_MODEL: "local" };
  assert.deepEqual(
    testConfig({ ...server, EMBEDDINGS_API_KEY: "k", OPENAI_API_KEY: "sk-1" }).embeddings,
    { baseUrl: "http://127.0.0.1:1/v1", apiKey: "k", model: "local" },
  );
  assert.deepEqual(faults(server), [
    "EMBEDDINGS_API_KEY is missing: set it to the key of EMBEDDINGS_BASE_URL",
  ]);
});

Deno.test("loadConfig() reads lists, numbers and the providers' settings", () => {
  const config = testConfig({
    CORS_ALLOWED_ORIGINS: " https://a.example ,, https://b.example",
    RATE_LIMIT_PER_MINUTE: "1",
    JOB_BUDGET_SECONDS: "140",
    LOG_LEVEL: "debug",
    ENCRYPTION_KEYS: `k2:${"a".repeat(64)}, k1:${"B".repeat(64)}`,
    SLACK_CLIENT_ID: "sid",
    SLACK_CLIENT_SECRET: "ssecret",
    SLACK_REDIRECT_URI: "https://a.example/slack",
    SLACK_RATE_PROFILE: "distributed",
    TELEGRAM_API_ID: "123",
    TELEGRAM_API_HASH: "hash",
    TELEGRAM_DATA_CENTRES: "2=127.0.0.1:4430, 4=127.0.0.2:4431",
    OUTLOOK_CLIENT_ID: "oid",
    OUTLOOK_CLIENT_SECRET: "osecret",
    OUTLOOK_REDIRECT_URI: "https://a.example/outlook",
    OUTLOOK_TENANT_ID: "tenant",
    AUTH_JWKS_URL: "https://keys.example/jwks.json",
    AUTH_JWT_ISSUER: "https://auth.example",
  });
  assert.deepEqual(config.corsAllowedOrigins, ["https://a.example", "https://b.example"]);
  assert.deepEqual([config.rateLimitPerMinute, config.jobBudgetSeconds], [1, 140]);
  assert.equal(config.logLevel, "DEBUG");
  assert.deepEqual(config.encryptionKeys, [`k2:${"a".repeat(64)}`, `k1:${"B".repeat(64)}`]);
  assert.deepEqual(config.slack, {
    clientId: "sid",
    clientSecret: "ssecret",
    redirectUri: "https://a.example/slack",
    rateProfile: "distributed",
    signingSecret: undefined,
    apiUrl: "https://slack.com/api/",
    authorizeUrl: "https://slack.com/oauth/v2/authorize",
  });
  assert.deepEqual(config.telegram, {
    apiId: 123,
    apiHash: "hash",
    dataCentres: new Map([
      [2, { host: "127.0.0.1", port: 4430 }],
      [4, { host: "127.0.0.2", port: 4431 }],
    ]),
    serverKey: undefined,
    readBy: "functions",
  });
  assert.deepEqual(config.outlook, {
    clientId: "oid",
    clientSecret: "osecret",
    redirectUri: "https://a.example/outlook",
    tenantId: "tenant",
    notificationUrl: undefined,
    loginUrl: "https://login.microsoftonline.com/",
    graphUrl: "https://graph.microsoft.com/v1.0/",
  });
  assert.equal(config.auth.jwksUrl, "https://keys.example/jwks.json");
  assert.equal(config.auth.issuer, "https://auth.example");
});

Deno.test("loadConfig() lets Microsoft push where it reaches the project, over TLS alone", () => {
  const urlOf = (env: Record<string, string>) => testConfig(env).outlook.notificationUrl;
  const path = "/functions/v1/webhook-outlook";
  assert.equal(urlOf({ SUPABASE_URL: "https://p.example" }), `https://p.example${path}`);
  assert.equal(urlOf({ SUPABASE_URL: "http://kong:8000" }), undefined);
  assert.equal(urlOf({ PUBLIC_URL: "https://api.example/" }), `https://api.example${path}`);
  const given = "https://push.example/here";
  assert.equal(urlOf({ OUTLOOK_NOTIFICATION_URL: given }), given);
});

Deno.test("loadConfig() keeps every secret key of a ring, the default first", () => {
  const { secretKey, secretKeys } = testConfig({
    SUPABASE_SECRET_KEY: undefined,
    SUPABASE_SECRET_KEYS: '{"old": "sb_secret_old", "default": "sb_secret_new"}',
  }).supabase;
  assert.equal(secretKey, "sb_secret_new");
  assert.deepEqual(secretKeys, ["sb_secret_new", "sb_secret_old"]);
});

Deno.test("loadConfig() takes origins alone for CORS_ALLOWED_ORIGINS", () => {
  const { corsAllowedOrigins } = testConfig({
    CORS_ALLOWED_ORIGINS: "https://a.example/, http://localhost:5173,capacitor://localhost",
  });
  assert.deepEqual(corsAllowedOrigins, [
    "https://a.example",
    "http://localhost:5173",
    "capacitor://localhost",
  ]);
  for (const value of ["*", "https://*.a.example", "a.example", "https://a.example/app", "null"]) {
    const [fault] = faults({ CORS_ALLOWED_ORIGINS: value });
    assert.match(fault ?? "", /^CORS_ALLOWED_ORIGINS must list origins such as/, value);
  }
});

Deno.test("loadConfig() knows where clients reach the project, if not where functions do", () => {
  const config = loadConfig({ ...environment, PUBLIC_URL: "https://api.example/" });
  assert.equal(config.publicUrl, "https://api.example");
  assert.equal(config.auth.issuer, "http://project.test/auth/v1");
  assert.deepEqual(faults({ PUBLIC_URL: "api.example" }), ["PUBLIC_URL must be an http(s) URL"]);
});
