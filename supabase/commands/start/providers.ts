import { z } from "zod";
import { TextLineStream } from "../lines.ts";
import { RemedyError, TASK } from "../usage.ts";

/** A program of its own: nothing of it ships, and it has no rights over the stack. */
const PROGRAM = new URL("../../../tests/providers/practice/main.ts", import.meta.url);

const refused = z.object({ refused: z.string() });
const announced = z.object({
  control: z.url(),
  owner: z.object({ name: z.string(), phone: z.string() }),
  env: z.record(z.string(), z.string()),
});

/** Loopback servers that stand in for Slack, Microsoft and Telegram. */
export interface LoopbackProviders {
  /** What the functions need to be linked to them and to nothing else. */
  env(stackUrl: string): Record<string, string>;
  /** Tells them where the stack answers: consent leads back there and nowhere else. */
  leadBackTo(stackUrl: string): Promise<void>;
  /** Where somebody can be made to write, and the code of Telegram be read. */
  control: string;
  /** What a person may do with them. */
  guide(): string;
  stop(): Promise<void>;
}

/**
 * Starts them as a program beside this one, which ends with it.
 *
 * @param slackExport what Slack holds in place of an invented team: a zip file or folder
 * @throws {RemedyError} where the checkout has none, it does not start, or that is no export
 */
export async function startProviders(slackExport?: string): Promise<LoopbackProviders> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", PROGRAM.pathname, ...(slackExport === undefined ? [] : [slackExport])],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const input = child.stdin.getWriter();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream())
    .getReader();
  const { value } = await lines.read();
  if (value === undefined) {
    throw new RemedyError(
      `The loopback providers did not start; they are part of a whole checkout: ${TASK} test`,
    );
  }
  const said: unknown = JSON.parse(value);
  const refusal = refused.safeParse(said).data;
  if (refusal) throw new RemedyError(`--slack-export: ${refusal.refused}`);
  const { control, owner, env } = announced.parse(said);
  const callback = (stackUrl: string, provider: string) =>
    `${stackUrl}/functions/v1/connectors/${provider}/oauth/callback`;
  return {
    control,
    env: (stackUrl) => ({
      ...env,
      SLACK_REDIRECT_URI: callback(stackUrl, "slack"),
      OUTLOOK_REDIRECT_URI: callback(stackUrl, "outlook"),
      // Where Microsoft's stand-in pushes news to; Slack's is told by itself.
      OUTLOOK_NOTIFICATION_URL: `${stackUrl}/functions/v1/webhook-outlook`,
    }),
    leadBackTo: (stackUrl) =>
      input.write(new TextEncoder().encode(`${JSON.stringify({ url: stackUrl })}\n`)),
    guide: () =>
      [
        `Slack, Outlook and Telegram of an invented team, seen by ${owner.name}, can be linked: on the`,
        "page, or by the address that GET /functions/v1/connectors/slack/oauth/initiate names.",
        "",
        `  Telegram         phone +${owner.phone}; its code: curl ${control}/code`,
        `  A new message    curl -d 'The van is here' '${control}/say?in=slack'  (outlook, telegram)`,
        "",
      ].join("\n"),
    async stop() {
      await input.close();
      await lines.cancel();
      await child.status;
    },
  };
}
