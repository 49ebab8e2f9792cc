import type { Event, StackFrame } from "@sentry/core";
import type { FailureReport } from "./reporter.ts";

/** Where to and as what failures are reported. */
export interface SentrySettings {
  dsn: string;
  environment: string;
  release: string | undefined;
}

/** The folder of the project, as stack frames write it. */
const root = decodeURI(new URL("../../../", import.meta.url).pathname);
const client = { name: "prometheus.deno", version: "1" };
const mostFrames = 50;

/**
 * A sender of reports to Sentry, or whatever else takes its envelopes (protocol version 7). Only the
 * format, the stack parser and the transport of its library are used, none of its client: that one
 * would send messages, breadcrumbs and data of the request. The library is loaded with the first
 * report, so that no function's start pays for it.
 *
 * @param milliseconds that one report may take
 * @throws {Error} where a report was not taken: named by its status, or by what fetch threw
 */
export function createSentrySender(
  settings: SentrySettings,
  fetch: typeof globalThis.fetch,
  milliseconds = 5000,
): (report: FailureReport) => Promise<void> {
  let made: ReturnType<typeof connect> | undefined;
  return async (report) => {
    made ??= connect(settings, fetch, milliseconds);
    await (await made)(report);
  };
}

async function connect(
  settings: SentrySettings,
  fetch: typeof globalThis.fetch,
  milliseconds: number,
): Promise<(report: FailureReport) => Promise<void>> {
  const [sentry, { nodeStackLineParser }] = await Promise.all([
    import("@sentry/core"),
    import("@sentry/core/server"),
  ]);
  const dsn = sentry.makeDsn(settings.dsn);
  if (!dsn) throw new NotTakenError("dsn");
  const parse = sentry.createStackParser(nodeStackLineParser());
  const url = sentry.getEnvelopeEndpointWithUrlEncodedAuth(dsn, undefined, client);
  // It keeps to the receiver's own limits: X-Sentry-Rate-Limits and Retry-After.
  const transport = sentry.createTransport({ recordDroppedEvent() {} }, async ({ body }) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/x-sentry-envelope" },
      body: typeof body === "string" ? body : new Uint8Array(body),
      redirect: "error",
      signal: AbortSignal.timeout(milliseconds),
    });
    await response.body?.cancel();
    return {
      statusCode: response.status,
      headers: {
        "x-sentry-rate-limits": response.headers.get("x-sentry-rate-limits"),
        "retry-after": response.headers.get("retry-after"),
      },
    };
  });
  return async (report) => {
    const event = eventOf(report, settings, parse(report.stack ?? ""));
    const { statusCode } = await transport.send(
      sentry.createEventEnvelope(event, dsn, { sdk: client }),
    );
    if (statusCode !== undefined && statusCode >= 300) {
      throw new NotTakenError(`status_${statusCode}`);
    }
  };
}

/** The receiver did not take a report; `code` says why. */
class NotTakenError extends Error {
  override name = "NotTakenError";

  constructor(readonly code: string) {
    super(`The report was not taken: ${code}`);
  }
}

/** @param frames in Sentry's order: the innermost last */
function eventOf(
  { name, code, place, at, unreported }: FailureReport,
  { environment, release }: SentrySettings,
  frames: StackFrame[],
): Event {
  const own = frames.flatMap(ownFrame).slice(-mostFrames);
  const where = place["function"] ?? (place["queue"] ? `job-${place["queue"]}` : undefined);
  return {
    event_id: crypto.randomUUID().replaceAll("-", ""),
    timestamp: at.getTime() / 1000,
    platform: "javascript",
    level: "error",
    environment,
    ...(release === undefined ? {} : { release }),
    ...(where === undefined ? {} : { transaction: where }),
    tags: { ...place, ...(code === undefined ? {} : { code }) },
    ...(unreported > 0 ? { extra: { unreported } } : {}),
    exception: {
      values: [{
        type: name,
        value: code ?? name,
        mechanism: { type: "generic", handled: true },
        ...(own.length > 0 ? { stacktrace: { frames: own } } : {}),
      }],
    },
  };
}

/** The frame by its path within the project; none where it is not of our own code. */
function ownFrame({ filename, function: name, lineno, colno }: StackFrame): StackFrame[] {
  const path = filename?.startsWith(root) ? filename.slice(root.length) : "";
  if (!/^(shared|supabase)\/[\w/-]+\.ts$/.test(path)) return [];
  return [{
    filename: path,
    function: name !== undefined && /^[\w.$<> ]{1,100}$/.test(name) ? name : "?",
    ...(lineno === undefined ? {} : { lineno }),
    ...(colno === undefined ? {} : { colno }),
    in_app: true,
  }];
}
