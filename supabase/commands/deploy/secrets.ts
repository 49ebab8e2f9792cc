import { RemedyError } from "../usage.ts";
import { digestOf, REQUIRED, SETTINGS_FILE } from "./settings.ts";
import type { PlanStep } from "./step.ts";

/** The functions' variables that the project lacks or has otherwise; no other is touched. */
export const planSecrets: PlanStep = async ({ management, settings }) => {
  const present = await management.secretDigests();
  const absent = REQUIRED.filter((name) => !settings?.[name] && !present.has(name));
  if (absent.length > 0) {
    throw new RemedyError(
      `${absent.join(", ")} is neither among the project's secrets nor in a file: copy ` +
        `.env.example to ${SETTINGS_FILE} and fill it in, or name a file with --env-file`,
    );
  }
  const lacking: Record<string, string> = {};
  for (const [name, value] of Object.entries(settings ?? {})) {
    if (present.get(name) !== await digestOf(value)) lacking[name] = value;
  }
  return {
    title: "Secrets of the functions",
    changes: Object.keys(lacking).map((name) => `${present.has(name) ? "change" : "set"} ${name}`),
    apply: () => management.setSecrets(lacking),
  };
};
