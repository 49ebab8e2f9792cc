import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { hostedDeno, hostedEnv } from "../providers/supabase/runtime.ts";
import { type LoopbackProject, startLoopbackProject } from "../providers/supabase/project.ts";
import { unpack } from "../providers/supabase/uploads.ts";
import { type Finished, run } from "../support/command.ts";

const folder = await Deno.makeTempDir({ prefix: "deploy-test-" });
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

const encryptionKey = "a1".repeat(32);

async function settingsFile(name: string, lines: readonly string[]): Promise<string> {
  const file = join(folder, name);
  await Deno.writeTextFile(file, lines.join("\n"));
  return file;
}

/** Runs `task deploy` against a loopback project, as a person does; no secret may be printed. */
async function deploy(
  project: LoopbackProject,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Finished> {
  const finished = await run(
    "supabase/commands/deploy.ts",
    ["--project", project.state.ref, ...args],
    {
      SUPABASE_ACCESS_TOKEN: project.state.token,
      SUPABASE_PROFILE: project.profile,
      SUPABASE_DB_URL: project.databaseUrl,
      SUPABASE_NO_KEYRING: "1",
      ...env,
    },
  );
  for (const secret of [project.state.token, project.state.secretKey, encryptionKey]) {
    assert.ok(!`${finished.stdout}${finished.stderr}`.includes(secret), "a secret was printed");
  }
  return finished;
}

/** Calls that change something. */
function changes(project: LoopbackProject): string[] {
  return project.state.calls.filter((call) =>
    !call.startsWith("GET ") && !call.endsWith("/database/query")
  );
}

Deno.test("deploy", async (t) => {
  await using project = await startLoopbackProject();
  const { state } = project;
  const good = await settingsFile("good.env", [
    `ENCRYPTION_KEYS=k1:${encryptionKey}`,
    `PUBLIC_URL=${project.url}`,
  ]);

  await t.step("names everything that is missing, and changes nothing", async () => {
    state.permissions.delete("data_api_config_read");
    state.permissions.delete("api_gateway_keys_secret_read");
    const { code, stderr } = await deploy(project, ["--yes"]);
    state.permissions.add("data_api_config_read").add("api_gateway_keys_secret_read");
    assert.equal(code, 1);
    assert.match(stderr, /allow it data_api_config_read/);
    assert.match(stderr, /allow it api_gateway_keys_secret_read/);
    assert.match(stderr, /ENCRYPTION_KEYS is neither among the project's secrets nor in a file/);
    assert.deepEqual(changes(project), []);
  });

  await t.step("refuses a wrong token, an unknown project and a faulty file", async () => {
    const faulty = await settingsFile("faulty.env", [
      "ENCRYPTION_KEYS=short",
      "OPENAI_KEY=sk-1",
      "SUPABASE_URL=https://x.example",
      "SLACK_CLIENT_ID=1",
      "CLOCK_NOW=2026-01-31T09:00:00Z",
    ]);
    for (
      const [args, env, expected] of [
        [["--yes"], { SUPABASE_ACCESS_TOKEN: "sbp_wrong" }, /SUPABASE_ACCESS_TOKEN is refused/],
        [["--yes"], { SUPABASE_ACCESS_TOKEN: "" }, /SUPABASE_ACCESS_TOKEN must hold/],
        [["--yes", "--project", "z".repeat(20)], {}, /There is no project z{20}/],
        [["--yes", "--env-file", "nowhere"], {}, /There is no file nowhere/],
        [[], {}, /--yes is missing/],
      ] as const
    ) {
      const { code, stderr } = await deploy(project, args, env);
      assert.notEqual(code, 0);
      assert.match(stderr, expected);
    }
    const { stderr } = await deploy(project, ["--yes", "--env-file", faulty]);
    for (
      const expected of [
        /ENCRYPTION_KEYS must be <id>:<64 hex digits>/,
        /OPENAI_KEY is no variable of the functions/,
        /SUPABASE_URL is the platform's own/,
        /SLACK_CLIENT_SECRET and SLACK_REDIRECT_URI is missing/,
        /CLOCK_NOW must not be set in production/,
      ]
    ) assert.match(stderr, expected);
    assert.deepEqual(changes(project), []);
  });

  await t.step("--dry-run prints the plan, and changes nothing", async () => {
    const { code, stdout, stderr } = await deploy(project, ["--dry-run", "--env-file", good]);
    assert.equal(code, 0, stderr);
    for (
      const line of [
        "Loopback (loopbackprojectabcde)",
        "apply 20260101000000_platform.sql",
        "expose the schema internal",
        "set ENCRYPTION_KEYS",
        "make prompts",
        "store project_url",
        "Nothing was changed",
      ]
    ) assert.ok(stdout.includes(line), line);
    assert.deepEqual(changes(project), []);
    const { rows } = await project.sql<{ absent: boolean }>(
      "select to_regclass('public.events') is null as absent",
    );
    assert.ok(rows[0]?.absent);
  });

  await t.step("goes on where a run was cut off", async () => {
    state.permissions.delete("edge_functions_write");
    const { code, stderr } = await deploy(project, ["--yes", "--env-file", good]);
    state.permissions.add("edge_functions_write");
    assert.equal(code, 1);
    assert.match(stderr, /^deploy: Functions: supabase functions deploy failed/m);
    assert.equal(state.dbSchema, "public,graphql_public,internal");
    assert.equal(state.functions.size, 0);

    const { stdout } = await deploy(project, ["--dry-run", "--env-file", good]);
    assert.match(stdout, /^Database: nothing to do$/m);
    assert.match(stdout, /^Secrets of the functions: nothing to do$/m);
    assert.match(stdout, /^ {2}make prompts$/m);
  });

  await t.step("does the rest: functions, Vault, schedules, and it answers", async () => {
    const { code, stderr } = await deploy(project, ["--yes", "--env-file", good]);
    assert.equal(code, 0, `${stderr}\n${project.log.join("\n")}`);
    assert.match(stderr, /prometheus-dispatch has run/);
    assert.match(stderr, /database: ok, embeddings: not_configured, dispatch: ok/);
    assert.equal(state.secrets.get("ENVIRONMENT"), "production");
    const { rows } = await project.sql<{ name: string; decrypted_secret: string }>(
      "select name, decrypted_secret from vault.decrypted_secrets order by name",
    );
    assert.deepEqual(rows.map(({ name, decrypted_secret }) => [name, decrypted_secret]), [
      ["project_url", `https://${state.ref}.projects.invalid`],
      ["secret_key", state.secretKey],
    ]);
  });

  await t.step("has nothing left to do but the functions, without the file too", async () => {
    const { stdout } = await deploy(project, ["--dry-run"]);
    for (const title of ["Database", "Data API", "Secrets of the functions", "Vault"]) {
      assert.match(stdout, new RegExp(`^${title}: nothing to do$`, "m"));
    }
    assert.match(stdout, /^ {2}upload prompts$/m);
  });

  await t.step("changes what differs, and no other", async () => {
    await project.sql(
      "select vault.update_secret(id, 'old') from vault.secrets where name = 'secret_key'",
    );
    state.secrets.set("ENCRYPTION_KEYS", `k0:${"b2".repeat(32)}`);
    state.secrets.set("OF_OTHERS", "stays");
    const { stdout } = await deploy(project, ["--dry-run", "--env-file", good]);
    assert.match(stdout, /^Vault:\n {2}change secret_key$/m);
    assert.match(stdout, /^Secrets of the functions:\n {2}change ENCRYPTION_KEYS$/m);
    assert.ok(!stdout.includes("OF_OTHERS"));
  });

  await t.step("refuses a project that was migrated further", async () => {
    await project.sql(
      "insert into supabase_migrations.schema_migrations values ('20990101000000')",
    );
    const { code, stderr } = await deploy(project, ["--yes", "--env-file", good]);
    assert.equal(code, 1);
    assert.match(stderr, /migrations that this checkout does not: 20990101000000/);
  });

  await t.step(
    "each uploaded file set type-checks and loads by itself on the hosted level",
    async () => {
      const names = (await Array.fromAsync(Deno.readDir("supabase/functions"))).map(({ name }) =>
        name
      );
      assert.deepEqual([...state.functions.keys()].sort(), names.sort());
      const sets = join(folder, "sets");
      const together = join(folder, "together");
      const map = await Deno.readFile("import_map.json");
      const entrypoints: string[] = [];
      for (const upload of state.functions.values()) {
        assert.ok(!upload.verifyJwt, `${upload.slug} verifies its caller itself`);
        assert.deepEqual(upload.files.get(upload.importMap), map);
        await unpack(upload, join(sets, upload.slug));
        await unpack(upload, together);
        entrypoints.push(upload.entrypoint);
        for (const [path, content] of upload.files) {
          assert.deepEqual(await Deno.readFile(path), content, `${path} is as it is here`);
        }
      }
      const alone = [...state.functions.values()].map(({ slug, entrypoint }) =>
        `./${slug}/${entrypoint}`
      );
      await Deno.writeFile(join(sets, "import_map.json"), map);
      await Deno.writeTextFile(
        join(sets, "load.ts"),
        alone.map((path) =>
          `if (typeof (await import("${path}")).default.fetch !== "function") {
  throw new Error("${path} has no fetch");
}`
        ).join("\n"),
      );
      // Types included: whatever a set refers to lies in the set itself, or comes from npm.
      const graph = z.object({
        modules: z.array(z.object({ specifier: z.string(), error: z.string().optional() })),
      }).parse(JSON.parse(await hosted(sets, ["info", "--json", "load.ts"])));
      assert.ok(graph.modules.length > 100);
      assert.deepEqual(
        graph.modules.filter(({ specifier, error }) =>
          error !== undefined || !/^(npm:|node:|file:)/.test(specifier)
        ),
        [],
      );
      // As the same path has the same content in every set, one look at their types is enough.
      const { compilerOptions } = z.object({ compilerOptions: z.record(z.string(), z.unknown()) })
        .parse(JSON.parse(await Deno.readTextFile("deno.json")));
      await Deno.writeTextFile(join(together, "deno.json"), JSON.stringify({ compilerOptions }));
      await hosted(together, ["check", ...entrypoints]);
      const needs = ["--no-check", "--allow-env", "--allow-read", "--allow-sys"];
      await hosted(sets, ["run", ...needs, "load.ts"]);
    },
  );
});

/** Runs the hosted level of Deno in a folder of uploads, with the variables of a project. */
async function hosted(cwd: string, [command = "", ...args]: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(await hostedDeno(), {
    args: [command, "--no-lock", "--import-map=import_map.json", ...args],
    cwd,
    env: {
      ...hostedEnv(),
      SUPABASE_URL: "https://project.supabase.co",
      SUPABASE_PUBLISHABLE_KEYS: '{"default":"sb_publishable_a"}',
      SUPABASE_SECRET_KEYS: '{"default":"sb_secret_b"}',
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = new TextDecoder();
  assert.equal(code, 0, text.decode(stderr).slice(-4000));
  return text.decode(stdout);
}
