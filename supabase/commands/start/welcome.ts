import type { Stack } from "../../embedded/stack.ts";

/** What a person needs when the stack is up: where it is, who may enter, and what to do next. */
export function welcome(stack: Stack, data: string): string {
  const lines = [
    "",
    "Prometheus is running. Ctrl-C stops it.",
    "",
    `  URL              ${stack.url}`,
    `  Publishable key  ${stack.publishableKey}`,
    `  Secret key       ${stack.secretKey}  (for servers, never for a browser)`,
  ];
  if (stack.demo) {
    lines.push(
      `  Demo user        ${stack.demo.email}`,
      `  Password         ${stack.demo.password}`,
    );
  }
  lines.push(`  Data             ${data === "memory" ? "in memory, gone at the end" : data}`, "");
  if (stack.demo) lines.push(...nextSteps(stack, stack.demo, data));
  return lines.join("\n") + "\n";
}

function nextSteps(stack: Stack, demo: { email: string; password: string }, data: string) {
  const credentials = JSON.stringify({ email: demo.email, password: demo.password });
  const where = data === "memory"
    ? ` --url ${stack.url} --secret-key ${stack.secretKey}`
    : data === ".prometheus/data"
    ? ""
    : ` --data ${data}`;
  return [
    "In a second terminal, read a Slack export (a folder or a .zip):",
    "",
    `  npx -y deno@2.9.6 task import --slack-export PATH --email ${demo.email}${where}`,
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
  ];
}
