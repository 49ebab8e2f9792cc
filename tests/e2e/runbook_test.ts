/** Types what docs/RUNBOOK.md tells an operator to type, all of it, at a running stack. */
import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import { run, startCommand, type StartedStack } from "../support/command.ts";

const runbook = await Deno.readTextFile(new URL("../../docs/RUNBOOK.md", import.meta.url));

/** Blocks of the language, with the chapter that each stands in. */
function blocks(language: string): { chapter: string; text: string }[] {
  return runbook.split(/^## /m).flatMap((chapter) =>
    [...chapter.matchAll(new RegExp(`^ *\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\``, "gm"))]
      .map(([, text = ""]) => ({ chapter: chapter.split("\n")[0] ?? "", text }))
  );
}

/** Commands within the prose, but for those that need a hosted project. */
function inline(pattern: RegExp): string[] {
  const prose = runbook.replaceAll(/```[\s\S]*?```/g, "").replaceAll(/\s+/g, " ");
  return [...prose.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text)
    .filter((text) => pattern.test(text));
}

/** Words of a line as a shell would hand them on; it knows quotes and the two variables alone. */
function words(line: string, variables: Record<string, string>): string[] {
  const found = line.match(/(?:'[^']*'|"[^"]*"|[^\s'"]+)+/g) ?? [];
  return found.map((word) =>
    word.startsWith("'")
      ? word.slice(1, -1)
      : word.replaceAll('"', "").replaceAll(/\$([A-Z_]+)/g, (_, name) =>
        variables[name] ?? assert.fail(`$${name} is not explained`))
  );
}

async function type(line: string, stack: StackAddress): Promise<void> {
  const variables = { PROJECT_URL: stack.url, SECRET_KEY: stack.secret_key };
  const [program, ...args] = words(line, variables);
  if (program === "curl") {
    const { values, positionals } = parseArgs({
      args,
      options: {
        silent: { type: "boolean", short: "s" },
        header: { type: "string", short: "H", multiple: true },
      },
      allowPositionals: true,
    });
    const headers = (values.header ?? []).map((text): [string, string] => {
      const [name = "", value = ""] = text.split(": ");
      return [name, value];
    });
    const response = await fetch(positionals[0] ?? assert.fail(line), { headers });
    const answer = await response.text();
    assert.equal(response.status, 200, `${line}: ${answer}`);
    return;
  }
  const [flag, deno, task, name, ...rest] = args;
  assert.deepEqual([program, flag, deno, task], ["npx", "-y", "deno@2.9.6", "task"], line);
  const target = ["--url", stack.url, "--secret-key", stack.secret_key];
  const { code, stderr } = await run(`supabase/commands/${name}.ts`, [...rest, ...target], {
    ENCRYPTION_KEYS: `k1:${"ab".repeat(32)}`,
  });
  assert.equal(code, 0, `${line}: ${stderr}`);
}

type StackAddress = Pick<StartedStack, "url" | "secret_key">;

async function sql(text: string, stack: StackAddress): Promise<string> {
  const response = await fetch(`${stack.url}/_sql`, {
    method: "POST",
    headers: { apikey: stack.secret_key, "content-type": "application/json" },
    body: JSON.stringify({ query: text }),
  });
  const answer = await response.text();
  assert.equal(response.status, 200, `${text}: ${answer}`);
  return answer;
}

Deno.test("RUNBOOK has chapters for twelve incidents, each with where to look and what to do", () => {
  const chapters = runbook.split(/^## /m).filter((text) => /^\d+\. /.test(text));
  assert.deepEqual(
    chapters.map((text) => Number.parseInt(text)),
    Array.from({ length: 12 }, (_, index) => index + 1),
  );
  for (const text of chapters) {
    assert.match(text, /\bLook:\s/, text.split("\n")[0]);
    assert.match(text, /\bDo:\s/, text.split("\n")[0]);
  }
});

Deno.test("what RUNBOOK says to type can be typed", async (t) => {
  await using stack = await startCommand("memory", ["--sample"]);
  for (const { chapter, text } of blocks("sql")) {
    await t.step(`SQL of "${chapter}"`, async () => void await sql(text, stack));
  }
  for (const { chapter, text } of blocks("sh")) {
    await t.step(`commands of "${chapter}"`, async () => {
      for (const line of text.split("\n").map((each) => each.trim()).filter(Boolean)) {
        await type(line, stack);
      }
    });
  }
  await t.step("what running functions answer is counted", async () => {
    const counted = `select 1 as found from internal.counters
      where metric = 'http_requests_total' and labels = '{"function": "health", "status": "2xx"}'`;
    for (let tries = 0; tries < 600; tries++) {
      const response = await fetch(`${stack.url}/functions/v1/health`);
      await response.body?.cancel();
      if ((await sql(counted, stack)).includes('found":1')) return;
      await new Promise((later) => setTimeout(later, 100));
    }
    assert.fail("nothing was counted");
  });
  await t.step("SQL within the prose", async () => {
    const statements = inline(/^(select|update|delete) .* from /);
    assert.ok(statements.length >= 1);
    for (const statement of statements) await sql(statement, stack);
  });
  await t.step("commands within the prose name tasks and options that there are", async () => {
    for (const line of inline(/\btask [a-z]+/)) {
      const [, name = "", rest = ""] = /\btask ([a-z]+)(.*)$/.exec(line) ?? [];
      const { code, stdout, stderr } = await run(`supabase/commands/${name}.ts`, ["--help"]);
      assert.equal(code, 0, `${line}: ${stderr}`);
      for (const [option] of rest.matchAll(/--[a-z-]+/g)) {
        assert.ok(stdout.includes(option), `${line}: ${option}`);
      }
    }
  });
});
