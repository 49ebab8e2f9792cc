import assert from "node:assert/strict";
import { startProject } from "../../supabase/commands/project.ts";
import { signIn } from "../../supabase/commands/sign_in.ts";
import { ensureDemoUser } from "../../supabase/commands/start/demo_user.ts";
import { run, startCommand } from "../support/command.ts";
import { writeSlackExport } from "../support/slack_export.ts";

const TASKS = ["start", "demo", "import", "jobs", "keys", "sql"];
const script = (task: string) => `supabase/commands/${task}.ts`;

Deno.test("each command prints its usage for --help, and starts nothing", async () => {
  await Promise.all(TASKS.map(async (task) => {
    const { code, stdout, stderr } = await run(script(task), ["--help"]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, new RegExp(`^Usage: npx -y deno@2\\.9\\.6 task ${task} `));
    assert.match(stdout, /-h, --help/);
    assert.equal(stderr, "");
  }));
});

Deno.test("each command refuses what it does not know with its usage and exit code 2", async () => {
  const cases: [string, string[], RegExp][] = [
    ["start", ["--port", "many"], /--port must be a number from 0 to 65535/],
    ["demo", ["--now", "yesterday"], /--now must be an ISO time with its offset/],
    ["demo", ["--timezone", "Mars"], /--timezone must be an IANA name/],
    ["demo", ["--slack-user", "U1"], /--slack-user belongs to --slack-export/],
    [
      "import",
      ["--slack-export", ".", "--email", "a@b.example", "--slack-user", "mira"],
      /U012AB3CD/,
    ],
    ["import", ["--slack-export", ".", "--email", "mira"], /--email must be an e-mail address/],
    ["jobs", ["--requeue", "--drain"], /exclude each other/],
    ["jobs", ["--drain"], /--yes/],
    ["keys", [], /--action must be status or rotate/],
    ["keys", ["status"], /ENCRYPTION_KEYS is not set/],
    ["jobs", ["--url", "nowhere", "--secret-key", "k"], /--url must be an http\(s\) URL/],
    ...TASKS.map((
      task,
    ): [string, string[], RegExp] => [task, ["--nope"], /Unknown option '--nope'/]),
  ];
  await Promise.all(cases.map(async ([task, args, message]) => {
    const { code, stdout, stderr } = await run(script(task), args);
    assert.equal(code, 2, `${task} ${args.join(" ")}: ${stderr}`);
    assert.match(stderr, message);
    assert.match(stderr, new RegExp(`Usage: npx -y deno@2\\.9\\.6 task ${task} `));
    assert.equal(stdout, "");
  }));
});

Deno.test("each command that needs a stack says in a line that none answers", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${listener.addr.port}`;
  listener.close();
  const folder = await Deno.makeTempDir();
  await writeSlackExport(folder, [{ channel: "general", at: 1767225600, user: "U1", text: "Hi" }]);
  const target = ["--url", url, "--secret-key", "sb_secret_x"];
  const cases: [string, string[]][] = [
    ["import", ["--slack-export", folder, "--email", "a@b.example", ...target]],
    ["jobs", target],
    ["jobs", ["--drain", "--yes", ...target]],
    ["sql", ["select 1", ...target]],
  ];
  await Promise.all(cases.map(async ([task, args]) => {
    const { code, stderr } = await run(script(task), args);
    assert.equal(code, 1, stderr);
    assert.equal(
      stderr,
      `${task}: No stack answers at ${url}: start it with \`npx -y deno@2.9.6 task start\`\n`,
    );
  }));
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a stack answers what clients and people ask of it", async (t) => {
  await using stack = await startCommand("memory", ["--sample"]);
  const target = ["--url", stack.url, "--secret-key", stack.secret_key];
  const ask = async (path: string, init: RequestInit = {}, token?: string) => {
    const headers = new Headers(init.headers);
    headers.set("apikey", stack.publishable_key);
    headers.set("content-type", "application/json");
    if (token) headers.set("authorization", `Bearer ${token}`);
    const response = await fetch(stack.url + path, { ...init, headers });
    return { response, body: await response.text() };
  };
  const { body } = await ask("/auth/v1/token?grant_type=password", {
    method: "POST",
    body: JSON.stringify(stack.demo),
  });
  const token: string = JSON.parse(body).access_token;

  await t.step("a refused Data API call has Postgres's code", async () => {
    const unknown = await ask("/rest/v1/events?select=nope", {}, token);
    assert.equal(unknown.response.status, 400);
    assert.equal(JSON.parse(unknown.body).code, "42703");
    const vector = { query_embedding: "[1,2,3]", match_model: "x" };
    const wrong = await ask(
      "/rest/v1/rpc/match_embeddings",
      { method: "POST", body: JSON.stringify(vector) },
      token,
    );
    assert.equal(wrong.response.status, 400);
    assert.equal(
      JSON.parse(wrong.body).message,
      "query_embedding must have 1536 dimensions, not 3",
    );
    const events = await ask("/rest/v1/events?select=occurred_at&limit=1", {}, token);
    assert.match(JSON.parse(events.body)[0].occurred_at, /^\d{4}-\d\d-\d\dT[\d:.]+\+00:00$/);
  });

  await t.step("a page of localhost may call the functions", async () => {
    const { response } = await ask("/functions/v1/prompts", {
      method: "OPTIONS",
      headers: {
        origin: "http://localhost:5173",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,x-client-info,x-region,traceparent",
      },
    });
    assert.equal(
      response.headers.get("access-control-allow-origin"),
      "http://localhost:5173",
    );
    assert.match(response.headers.get("access-control-allow-headers") ?? "", /x-region/);
  });

  await t.step("a mail of Auth can be read", async () => {
    await ask("/auth/v1/recover", {
      method: "POST",
      body: JSON.stringify({ email: stack.demo.email }),
    });
    const { body } = await ask("/_mail");
    assert.match(body, /To: demo@prometheus\.local\nSubject: \S/);
  });

  await t.step("sql prints rows, and what Postgres refuses", async () => {
    const rows = await run(script("sql"), [
      "--json",
      "select count(*) > 20 as many from public.events",
      ...target,
    ]);
    assert.deepEqual(JSON.parse(rows.stdout), [{ many: true }], rows.stderr);
    const refused = await run(script("sql"), ["select nope", ...target]);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /^sql: 42703: column "nope" does not exist\n$/);
  });

  await t.step("jobs shows the queues, and drains what it names", async () => {
    const shown = await run(script("jobs"), target);
    assert.match(shown.stdout, /QUEUE[\s\S]*embed/);
    const drained = await run(script("jobs"), ["--drain", "--yes", ...target]);
    assert.equal(drained.stdout, `Deleted 0 dead letters at ${stack.url}\n`, drained.stderr);
  });

  await t.step("keys says what seals the tokens, and seals them anew", async () => {
    const env = { ENCRYPTION_KEYS: `k1:${"0".repeat(64)}` };
    const status = await run(script("keys"), ["status", ...target], env);
    assert.equal(status.stdout, "Every token opens\n", status.stderr);
    const rotated = await run(script("keys"), ["rotate", "--json", ...target], env);
    assert.deepEqual(JSON.parse(rotated.stdout), { resealed: 0, current: 0, lost: 0 });
  });

  await t.step(
    "a person's own import does not wait for others, and keeps the terminal clean",
    async () => {
      await run(script("sql"), [
        `select pgmq.send('embed', jsonb_build_object('type', 'embed', 'version', 1, 'user_id', gen_random_uuid(),
        'object_type', 'event', 'object_id', gen_random_uuid()), 3600)`,
        ...target,
      ]);
      const folder = await Deno.makeTempDir();
      await writeSlackExport(folder, [{
        channel: "general",
        at: Math.floor(Date.now() / 1000) - 60,
        user: "U1",
        text: "Hello \u001b[31mred\u202e",
      }]);
      const { code, stderr } = await run(script("import"), [
        "--slack-export",
        folder,
        "--email",
        stack.demo.email,
        ...target,
      ]);
      await Deno.remove(folder, { recursive: true });
      assert.equal(code, 0, stderr);
      assert.match(stderr, /✓ everything is searchable/);
      assert.match(stderr, /mentions of you cannot be told: add --slack-user/);
      // deno-lint-ignore no-control-regex
      assert.doesNotMatch(stderr, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
    },
  );
});

Deno.test("a stack works with a copied .env.example, and with one that names another project", async () => {
  const folder = await Deno.makeTempDir();
  const example = await Deno.readTextFile(new URL("../../.env.example", import.meta.url));
  for (
    const [text, leftOut] of [
      [example, false],
      [example.replace(/^# (?=[A-Z_]+=)/gm, ""), true],
    ] as const
  ) {
    await Deno.writeTextFile(`${folder}/.env`, text);
    const log: string[] = [];
    const stack = await startProject({
      data: "memory",
      envFile: `${folder}/.env`,
      embeddings: "none",
      schedules: false,
      log: (line) => log.push(line),
    });
    try {
      const { token } = await signIn(stack, await ensureDemoUser(stack));
      const response = await fetch(`${stack.url}/functions/v1/tasks`, {
        headers: { apikey: stack.publishableKey, authorization: `Bearer ${token}` },
      });
      assert.equal(response.status, 200, `${await response.text()}\n${log.join("\n")}`);
      assert.equal(log.some((line) => /left out SUPABASE_URL/.test(line)), leftOut);
    } finally {
      await stack.stop();
    }
  }
  await Deno.remove(folder, { recursive: true });
});
