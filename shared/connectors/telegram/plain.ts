/** The library's objects as plain data, so that nothing else has to know its classes. */

/** What the library's objects of TL (Telegram's type language) have in common. */
interface TlObject {
  className: string;
  originalArgs: Record<string, unknown>;
}

/**
 * The same as JSON: an object names its constructor in `_`, long numbers are texts, bytes are left
 * out.
 *
 * @param isLong whether a value is one of the library's long numbers
 */
export function plain(value: unknown, isLong: (value: unknown) => boolean): unknown {
  if (value === null || typeof value !== "object") return value;
  if (isLong(value)) return String(value);
  if (value instanceof Uint8Array) return null;
  if (Array.isArray(value)) return value.map((item) => plain(item, isLong));
  if (!isTlObject(value)) return null;
  return {
    _: value.className,
    ...Object.fromEntries(
      Object.entries(value.originalArgs).map(([name, item]) => [name, plain(item, isLong)]),
    ),
  };
}

function isTlObject(value: object): value is TlObject {
  return "className" in value && "originalArgs" in value;
}
