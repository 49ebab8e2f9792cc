import type { MiddlewareHandler } from "hono";
import { ProblemError } from "./errors.ts";

/** The longest body that any function reads, in bytes. */
export const maxBodyBytes = 256 * 1024;

/** The refusal of a body of more than `maxBytes`. */
export function bodyTooLarge(maxBytes: number): ProblemError {
  return new ProblemError(
    413,
    "body_too_large",
    `The body must have at most ${sizeText(maxBytes)}`,
  );
}

/** The refusal of a body that is not JSON. */
export function malformedJson(): ProblemError {
  return new ProblemError(400, "malformed_json", "The body is not valid JSON", {
    errors: [{ field: "body", message: "must be valid JSON" }],
  });
}

/** Refuses a POST, PUT or PATCH that does not declare its body as JSON. For apps that speak JSON. */
export const requireJson: MiddlewareHandler = async (c, next) => {
  if (["POST", "PUT", "PATCH"].includes(c.req.method)) {
    const type = c.req.header("content-type") ?? "";
    if (!/^application\/json\s*(;|$)/i.test(type)) {
      throw new ProblemError(
        415,
        "unsupported_media_type",
        "Send the body as content-type: application/json",
        { errors: [{ field: "content-type", message: "must be application/json" }] },
      );
    }
  }
  await next();
};

/**
 * The body's bytes as they came, for a signature over them. They are read once: what else the
 * webhook wants of the body it makes from these bytes, so that it uses what was signed.
 *
 * @param maxBytes the longest that is read; an absent body has none
 * @throws {ProblemError} 413 beyond `maxBytes`, without reading the rest
 * @throws {Error} when the body was read already, which would leave nothing to verify
 */
export async function readRawBody(
  request: Request,
  maxBytes: number = maxBodyBytes,
): Promise<Uint8Array> {
  if (request.bodyUsed) throw new Error("The body was read before its bytes were asked for");
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.length;
    if (length > maxBytes) {
      await reader.cancel();
      throw bodyTooLarge(maxBytes);
    }
    chunks.push(part.value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/**
 * JSON from bytes that were read with `readRawBody()`.
 *
 * @throws {ProblemError} 400 when they are not UTF-8 or not JSON
 */
export function parseJsonBytes(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw malformedJson();
  }
}

function sizeText(bytes: number): string {
  return bytes % 1024 === 0 ? `${bytes / 1024} KiB` : `${bytes} bytes`;
}
