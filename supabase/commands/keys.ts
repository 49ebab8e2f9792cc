import { z } from "zod";
import { createKeyring } from "../../shared/connectors/tokens/envelope.ts";
import { keyStatus, rotateKeys } from "../../shared/connectors/tokens/rotate_keys.ts";
import { rpcOver } from "../../shared/database/rpc.ts";
import { runTask, values } from "./cli.ts";
import { atTarget, findTarget, serviceOf, targetOptions, targetValues } from "./target.ts";
import { stdout } from "./terminal.ts";
import { UsageError } from "./usage.ts";

const actions = ["status", "rotate"] as const;

const line = {
  task: "keys",
  about:
    "Says which keys of ENCRYPTION_KEYS seal the stored tokens, or seals all with the first one.",
  argument: {
    name: "action",
    about: "status: tokens by key; rotate: seals them anew, then the other keys may go",
  },
  options: { "--json": "the result as JSON", ...targetOptions },
  values: z.object({
    action: z.enum(actions, `must be ${actions.join(" or ")}`),
    json: values.flag,
    ...targetValues,
  }),
};

await runTask(line, async (options) => {
  const keys = (Deno.env.get("ENCRYPTION_KEYS") ?? "").split(",").map((key) => key.trim())
    .filter((key) => key !== "");
  if (keys.length === 0) {
    throw new UsageError("ENCRYPTION_KEYS is not set: give it the value that the functions have");
  }
  const keyring = await createKeyring(keys).catch(() => {
    throw new UsageError("ENCRYPTION_KEYS must be <id>:<64 hex digits>, comma separated");
  });
  const target = await findTarget(options);
  await atTarget(target, async () => {
    const internal = rpcOver(serviceOf(target), "internal");
    if (options.action === "rotate") {
      const done = await rotateKeys(internal, keyring);
      if (options.json) return stdout.json(done);
      return stdout.line(
        `Sealed anew: ${done.resealed}, with the first key already: ${done.current}, ` +
          `opened by no key: ${done.lost}${done.lost > 0 ? " (to be linked again)" : ""}`,
      );
    }
    const status = await keyStatus(internal, keyring);
    if (options.json) return stdout.json(status);
    for (const [id, count] of Object.entries(status.byKey)) stdout.line(`${id}  ${count} tokens`);
    stdout.line(
      status.lost === 0 ? "Every token opens" : `${status.lost} tokens are opened by no key`,
    );
  });
});
