import type { Identity } from "../../embedded/options.ts";
import { DATA_FOLDER } from "../target.ts";
import { TASK } from "../usage.ts";
import type { DemoUser } from "./demo_user.ts";

/** What is to be said of a stack besides its keys. */
export interface Circumstances {
  /** A folder, or "memory". */
  data: string;
  /** Whether the demo user has no event yet. */
  isEmpty: boolean;
}

/** What a person needs when the stack is up: where it is, who may enter, and what to do next. */
export function welcome(
  stack: Identity,
  demo: DemoUser,
  { data, isEmpty }: Circumstances,
): string {
  return [
    "",
    "Prometheus is running. Ctrl-C stops it.",
    "",
    `  Page             ${stack.url}/  (sign in as the demo user)`,
    `  URL              ${stack.url}`,
    `  Publishable key  ${stack.publishableKey}`,
    `  Secret key       ${stack.secretKey}  (for servers, never for a browser)`,
    `  Demo user        ${demo.email}`,
    `  Password         ${demo.password}`,
    `  Mail             ${stack.url}/_mail shows what Auth would send`,
    `  Data             ${data === "memory" ? "in memory, gone at the end" : data}`,
    "",
    ...nextSteps(stack, demo, data, isEmpty),
  ].join("\n");
}

function nextSteps(stack: Identity, demo: DemoUser, data: string, isEmpty: boolean): string[] {
  const credentials = JSON.stringify({ email: demo.email, password: demo.password });
  const where = data === "memory"
    ? ` --url ${stack.url} --secret-key ${stack.secretKey}`
    : data === DATA_FOLDER
    ? ""
    : ` --data ${shellWord(data)}`;
  const nothingYet = isEmpty
    ? [`There are no messages yet. \`${TASK} start --sample\` loads a sample workspace.`]
    : [];
  return [
    ...nothingYet,
    "In a second terminal, read a Slack export (a folder or a .zip):",
    "",
    `  ${TASK} import --slack-export PATH --email ${demo.email}${where}`,
    "",
    "Sign in and ask:",
    "",
    `  TOKEN=$(curl -s '${stack.url}/auth/v1/token?grant_type=password' \\`,
    `    -H 'apikey: ${stack.publishableKey}' -H 'content-type: application/json' \\`,
    `    -d '${credentials}' \\`,
    `    | node -pe 'JSON.parse(require("fs").readFileSync(0)).access_token')`,
    `  curl -s '${stack.url}/functions/v1/prompts' \\`,
    `    -H 'apikey: ${stack.publishableKey}' -H "Authorization: Bearer $TOKEN" \\`,
    `    -H 'content-type: application/json' -d '{"prompt": "summarize last 2 hours"}'`,
    "",
    `SQL: ${TASK} sql${where} 'select count(*) from public.events'`,
    "",
  ];
}

/** A path as a shell takes it. */
function shellWord(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
