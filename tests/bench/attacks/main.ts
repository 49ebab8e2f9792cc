/**
 * Carries out the attacks that once cost the most, and prints what each costs now.
 *
 * usage: npx -y deno@2.9.6 task bench attacks
 *
 * Everything runs in this process, over the embedded database, and as a person who signed up for it.
 * The column "before" holds what was reported when the attack was found; machines differ.
 */
import { startTestStack } from "../../support/stack.ts";
import { attacks } from "./attacks.ts";

const [option] = Deno.args;
if (option !== undefined) {
  console.log("usage: npx -y deno@2.9.6 task bench attacks");
  Deno.exit(option === "--help" || option === "-h" ? 0 : 2);
}

console.log(
  "| attack | before | now | seconds | memory, MB more |\n| --- | --- | --- | --- | --- |",
);
for (const { name, before, prepare } of attacks) {
  await using stack = await startTestStack({ now: "2026-03-18T15:30:00Z" });
  const run = await prepare(stack, await stack.signUp("attacker"));
  const memory = Deno.memoryUsage().rss;
  const start = performance.now();
  const came = await run();
  const seconds = (performance.now() - start) / 1000;
  const more = Math.max(0, (Deno.memoryUsage().rss - memory) / 2 ** 20);
  console.log(`| ${name} | ${before} | ${came} | ${seconds.toFixed(3)} | ${more.toFixed(0)} |`);
}
