import { z } from "zod";

/**
 * An event as Sentry's store takes it (Developer Documentation: Event payloads), strict in what this
 * project sends: an attribute that is not listed is a fault, so that nothing slips in.
 */
export const SentryEvent = z.strictObject({
  event_id: z.string().regex(/^[0-9a-f]{32}$/),
  timestamp: z.number().min(1_500_000_000).max(10_000_000_000),
  platform: z.literal("javascript"),
  level: z.enum(["fatal", "error", "warning", "info", "debug"]),
  environment: z.string().min(1).max(64).regex(/^[^\s/]+$/),
  release: z.string().min(1).max(200).regex(/^[^\n\t/\\]+$/).optional(),
  transaction: z.string().max(200).optional(),
  tags: z.record(z.string().regex(/^[\w.:-]{1,200}$/), z.string().max(200).regex(/^[^\n]*$/)),
  extra: z.strictObject({ unreported: z.number().int().positive() }).optional(),
  exception: z.strictObject({
    values: z.array(z.strictObject({
      type: z.string().min(1),
      value: z.string(),
      mechanism: z.strictObject({ type: z.string().min(1), handled: z.boolean() }),
      stacktrace: z.strictObject({
        frames: z.array(z.strictObject({
          filename: z.string().min(1),
          function: z.string(),
          lineno: z.number().int().positive().optional(),
          colno: z.number().int().positive().optional(),
          in_app: z.boolean(),
        })).min(1),
      }).optional(),
    })).length(1),
  }),
  sdk: z.strictObject({
    name: z.string(),
    version: z.string(),
    integrations: z.array(z.never()),
    packages: z.array(z.never()),
    settings: z.undefined().optional(),
  }),
});
export type SentryEvent = z.infer<typeof SentryEvent>;

const EnvelopeHeaders = z.looseObject({
  event_id: z.string(),
  sent_at: z.iso.datetime(),
  sdk: z.object({ name: z.string(), version: z.string() }),
});
const ItemHeaders = z.looseObject({
  type: z.literal("event"),
  length: z.number().int().nonnegative().optional(),
});

/**
 * The one event of an envelope (Developer Documentation: Envelopes): a line of headers, then an item:
 * a line of headers and a payload of `length` bytes, or without one up to the end of the line.
 *
 * @throws {Error} that says what is wrong with it
 */
export function parseEnvelope(bytes: Uint8Array): SentryEvent {
  const newline = (from: number) => {
    const at = bytes.indexOf(10, from);
    return at < 0 ? bytes.length : at;
  };
  const read = (from: number, to: number): unknown =>
    JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(from, to)));

  const headersEnd = newline(0);
  const headers = EnvelopeHeaders.parse(read(0, headersEnd));
  const itemEnd = newline(headersEnd + 1);
  const item = ItemHeaders.parse(read(headersEnd + 1, itemEnd));
  const start = itemEnd + 1;
  const end = item.length === undefined ? newline(start) : start + item.length;
  if (end > bytes.length) throw new Error(`the item has ${bytes.length - start} bytes`);
  // After the payload: nothing, or the newline that may end an envelope.
  if (bytes.subarray(end).some((byte) => byte !== 10) || bytes.length > end + 1) {
    throw new Error("something follows the item");
  }
  const event = SentryEvent.parse(read(start, end));
  if (event.event_id !== headers.event_id) throw new Error("the ids of envelope and event differ");
  return event;
}
