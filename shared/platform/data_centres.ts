/** Where Telegram's data centres are reached, and nothing else of Telegram's ever is. */
export interface DataCentreAddress {
  /** An IPv4 address. */
  host: string;
  port: number;
}

export type DataCentres = ReadonlyMap<number, DataCentreAddress>;

/** Telegram's own, as its library TDLib has them (`td/telegram/net/ConnectionCreator.cpp`). */
export const TELEGRAM_DATA_CENTRES: DataCentres = new Map([
  [1, { host: "149.154.175.50", port: 443 }],
  [2, { host: "149.154.167.51", port: 443 }],
  [3, { host: "149.154.175.100", port: 443 }],
  [4, { host: "149.154.167.91", port: 443 }],
  [5, { host: "149.154.171.5", port: 443 }],
]);

const entry = /^([1-9]\d{0,3})=((?:\d{1,3}\.){3}\d{1,3}):(\d{1,5})$/;

/** "2=127.0.0.1:4430,4=127.0.0.1:4431" by number; null where it is written otherwise. */
export function parseDataCentres(text: string): DataCentres | null {
  const centres = new Map<number, DataCentreAddress>();
  for (const part of text.split(",")) {
    const [, id, host = "", port] = entry.exec(part.trim()) ?? [];
    if (id === undefined || host.split(".").some((byte) => Number(byte) > 255)) return null;
    if (Number(port) < 1 || Number(port) > 65_535 || centres.has(Number(id))) return null;
    centres.set(Number(id), { host, port: Number(port) });
  }
  return centres;
}
