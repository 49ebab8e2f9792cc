import { accepts } from "hono/accepts";
import { streamSSE } from "hono/streaming";
import type { PromptProgress, PromptResponse } from "../../contracts/prompts.ts";
import type { AppContext } from "../../http/app.ts";
import { reportFailure } from "../../http/failure.ts";
import { problemResponse } from "../../http/problem.ts";
import type { Platform } from "../../platform/platform.ts";

const EVENTS = "text/event-stream";

/** Whether the caller would rather be told how the answer comes about (RFC 9110, 12.5.1). */
export function wantsEvents(c: AppContext): boolean {
  const json = "application/json";
  return accepts(c, { header: "Accept", supports: [json, EVENTS], default: json }) === EVENTS;
}

/**
 * Answers by server-sent events: `understood`, `retrieved` and `drafting` as they come, then `answer`
 * with what would have been the body, or `error` with the problem. The work goes on to its end though
 * nobody listens any more: what it keeps is found by who asks again.
 */
export function streamAnswer(
  c: AppContext,
  platform: Pick<Platform, "log" | "failures">,
  answer: (tell: (progress: PromptProgress) => void) => Promise<PromptResponse>,
): Response {
  const requestId = c.get("requestId");
  return streamSSE(c, async (stream) => {
    // One after the other, and none of them waited for: a slow reader holds no work up.
    let written = Promise.resolve();
    const send = (event: string, data: string) => {
      written = written.then(() => stream.writeSSE({ event, data }));
    };
    try {
      const value = await answer(({ stage, ...told }) => send(stage, JSON.stringify(told)));
      send("answer", JSON.stringify(value));
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      const problem = reportFailure(failure, platform, {
        function: "prompts",
        request_id: requestId,
      });
      send("error", await problemResponse(problem, requestId).text());
    }
    await c.get("releaseRequest")?.();
    await written;
  });
}
