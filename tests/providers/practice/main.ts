/**
 * The loopback providers as a program, for whoever starts a stack to be linked to them: prints the
 * functions' variables as one line of JSON, then takes lines of JSON ({"url": ...}, where the stack
 * answers) until its input ends. `POST /say?in=slack` with a text lets somebody write.
 *
 * usage: main.ts [SLACK_EXPORT]; what is wrong with the export is printed as {"refused": ...}
 */
import { openExport } from "../../../supabase/commands/export/open.ts";
import { TextLineStream } from "../../../supabase/commands/lines.ts";
import { workspaceFromExport } from "../slack/from_export.ts";
import type { Workspace } from "../slack/workspace.ts";
import { OWNER, startPractice } from "./world.ts";

const [exported] = Deno.args;
await using practice = await startPractice(
  exported === undefined ? undefined : await readExport(exported),
);
const { slack, events, outlook, telegram } = practice;
const { registration } = outlook.identity;

const control = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen: () => {} },
  async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const source = searchParams.get("in");
    const known = source === "slack" || source === "outlook" || source === "telegram";
    const text = (await request.text()).slice(0, 4000).trim();
    if (request.method === "GET" && pathname === "/code") {
      return Response.json({ code: codeOf() });
    }
    if (request.method !== "POST" || pathname !== "/say" || !known || text === "") {
      return new Response("POST a text to /say?in=slack, outlook or telegram; GET /code\n", {
        status: 400,
      });
    }
    practice.say(source, text);
    return new Response("said\n");
  },
);

/** The workspace of an export, as if its newest message had just been said. */
async function readExport(path: string): Promise<Workspace> {
  try {
    using files = await openExport(path);
    return await workspaceFromExport(files, new Date(Date.now() - 60_000));
  } catch (error) {
    console.log(JSON.stringify({ refused: error instanceof Error ? error.message : "unknown" }));
    Deno.exit(1);
  }
}

/** The code that Telegram would have sent; null before one is asked for. */
function codeOf(): string | null {
  try {
    return telegram.accounts.codeOf(OWNER.phone);
  } catch {
    return null;
  }
}

console.log(JSON.stringify({
  control: `http://127.0.0.1:${control.addr.port}`,
  owner: OWNER,
  env: {
    // Of an export, all that a reading can go back to.
    ...(exported === undefined ? {} : { INITIAL_DAYS: "365" }),
    SLACK_CLIENT_ID: slack.clientId,
    SLACK_CLIENT_SECRET: slack.clientSecret,
    SLACK_SIGNING_SECRET: events.signingSecret,
    SLACK_API_URL: `${slack.url}/api/`,
    SLACK_AUTHORIZE_URL: `${slack.url}/oauth/v2/authorize`,
    OUTLOOK_CLIENT_ID: registration.clientId,
    OUTLOOK_CLIENT_SECRET: registration.clientSecret,
    OUTLOOK_LOGIN_URL: outlook.loginUrl,
    OUTLOOK_GRAPH_URL: outlook.graphUrl,
    TELEGRAM_API_ID: String(telegram.accounts.apiId),
    TELEGRAM_API_HASH: telegram.accounts.apiHash,
    TELEGRAM_DATA_CENTRES: `2=127.0.0.1:${telegram.port}`,
    TELEGRAM_SERVER_KEY: `${telegram.serverKey.fingerprint}=${telegram.serverKey.n.toString(16)}`,
  },
}));

const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream())
  .pipeThrough(new TextLineStream());
for await (const line of lines) {
  const { url } = JSON.parse(line) as { url: string };
  const callback = (provider: string) =>
    `${url}/functions/v1/connectors/${provider}/oauth/callback`;
  slack.redirectUris.push(callback("slack"));
  registration.redirectUris.push(callback("outlook"));
  if (!await events.subscribe(`${url}/functions/v1/webhook-slack`)) {
    console.error("Slack's events find nobody at the stack: it is read by polling alone");
  }
}
await control.shutdown();
