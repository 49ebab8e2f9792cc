import { connectionEnv } from "../../native/tools.ts";

export const PSQL = "/usr/lib/postgresql/17/bin/psql";

const SIGNATURE = new Uint8Array([
  80,
  71,
  67,
  79,
  80,
  89,
  10,
  255,
  13,
  10,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
]);
const EPOCH_2000 = Date.parse("2000-01-01T00:00:00Z");
const FLUSH_AT = 1 << 20;
const encoder = new TextEncoder();

/** Writes rows in the binary format of COPY, into a buffer that `take` hands out and empties. */
export class CopyBuffer {
  #bytes = new Uint8Array(FLUSH_AT + (1 << 16));
  #view = new DataView(this.#bytes.buffer);
  #at = 0;

  constructor() {
    this.#raw(SIGNATURE);
  }

  get full(): boolean {
    return this.#at >= FLUSH_AT;
  }

  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, this.#at);
    this.#at = 0;
    return taken;
  }

  row(columns: number): this {
    this.#view.setInt16(this.#at, columns);
    this.#at += 2;
    return this;
  }

  int(value: number): this {
    this.#length(4);
    this.#view.setInt32(this.#at, value);
    this.#at += 4;
    return this;
  }

  bool(value: boolean): this {
    this.#length(1);
    this.#bytes[this.#at++] = value ? 1 : 0;
    return this;
  }

  text(value: string): this {
    const bytes = encoder.encode(value);
    this.#length(bytes.length);
    this.#raw(bytes);
    return this;
  }

  jsonb(value: unknown): this {
    const bytes = encoder.encode(JSON.stringify(value));
    this.#length(bytes.length + 1);
    this.#bytes[this.#at++] = 1;
    this.#raw(bytes);
    return this;
  }

  uuid(value: string): this {
    this.#length(16);
    this.#raw(Uint8Array.fromHex(value.replaceAll("-", "")));
    return this;
  }

  /** @param milliseconds since 1970 */
  timestamp(milliseconds: number): this {
    this.#length(8);
    this.#view.setBigInt64(this.#at, BigInt(milliseconds - EPOCH_2000) * 1000n);
    this.#at += 8;
    return this;
  }

  vector(values: Float32Array): this {
    this.#length(4 + values.length * 4);
    this.#view.setInt16(this.#at, values.length);
    this.#view.setInt16(this.#at + 2, 0);
    this.#at += 4;
    for (let i = 0; i < values.length; i++, this.#at += 4) {
      this.#view.setFloat32(this.#at, values[i] ?? 0);
    }
    return this;
  }

  end(): this {
    this.#view.setInt16(this.#at, -1);
    this.#at += 2;
    return this;
  }

  #length(bytes: number): void {
    this.#view.setInt32(this.#at, bytes);
    this.#at += 4;
  }

  #raw(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }
}

/** One table being filled. */
export interface Copy {
  readonly rows: CopyBuffer;
  /** To be called after each row. */
  flush(): Promise<void>;
  /** @throws Error with what psql said when the rows were refused */
  end(): Promise<void>;
}

/** Starts `copy TARGET from stdin` in a psql of its own. */
export function copyInto(url: string, target: string): Copy {
  const child = new Deno.Command(PSQL, {
    args: ["-Xq", "-v", "ON_ERROR_STOP=1", "-c", `copy ${target} from stdin with (format binary)`],
    env: connectionEnv(url),
    stdin: "piped",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const rows = new CopyBuffer();
  return {
    rows,
    async flush() {
      if (rows.full) await writer.write(rows.take());
    },
    async end() {
      await writer.write(rows.end().take());
      await writer.close();
      const { code, stderr } = await child.output();
      if (code !== 0) {
        throw new Error(`copy into ${target} failed: ${new TextDecoder().decode(stderr).trim()}`);
      }
    },
  };
}
