import { z } from "zod";
import type { Rpc } from "../../database/rpc.ts";
import { type Keyring, SealError } from "./envelope.ts";
import { bindingOf } from "./token_store.ts";

/** How the stored tokens are sealed. */
export interface KeyStatus {
  /** Tokens by the id of the key that they are sealed with. */
  byKey: Record<string, number>;
  /** Tokens that no key opens: their accounts must be linked again. */
  lost: number;
}

/** What a rotation did. */
export interface Rotation {
  resealed: number;
  /** Sealed with the current key already, or changed meanwhile by a refresh. */
  current: number;
  /** No key opens them. */
  lost: number;
}

const batchSize = 200;
const rows = z.array(z.object({
  id: z.guid(),
  user_id: z.guid(),
  provider: z.string(),
  access_token_enc: z.string(),
  refresh_token_enc: z.string().nullable(),
}));
type Row = z.infer<typeof rows>[number];

/** Counts stored tokens by key, and tries each. */
export async function keyStatus(internal: Rpc, keyring: Keyring): Promise<KeyStatus> {
  const status: KeyStatus = { byKey: {}, lost: 0 };
  for await (const row of storedTokens(internal)) {
    const id = row.access_token_enc.split(".")[1] ?? "unknown";
    status.byKey[id] = (status.byKey[id] ?? 0) + 1;
    if (await opened(keyring, row) === null) status.lost++;
  }
  return status;
}

/**
 * Seals every stored token with the current key. May be interrupted and repeated; a token that is
 * refreshed meanwhile is left as it is, since that seals with the current key, too.
 */
export async function rotateKeys(internal: Rpc, keyring: Keyring): Promise<Rotation> {
  const rotation: Rotation = { resealed: 0, current: 0, lost: 0 };
  for await (const row of storedTokens(internal)) {
    if (isCurrent(keyring, row)) {
      rotation.current++;
      continue;
    }
    const secrets = await opened(keyring, row);
    if (secrets === null) {
      rotation.lost++;
      continue;
    }
    const { id, user_id, provider } = row;
    const seal = (secret: string, purpose: "access" | "refresh") =>
      keyring.seal(secret, bindingOf(id, user_id, provider, purpose));
    const stored = z.boolean().parse(
      await internal("reseal_token", {
        token_id: id,
        old_access: row.access_token_enc,
        new_access: await seal(secrets.access, "access"),
        new_refresh: secrets.refresh === null ? null : await seal(secrets.refresh, "refresh"),
        new_fingerprint: await keyring.fingerprint(secrets.access, provider),
      }),
    );
    if (stored) rotation.resealed++;
    else rotation.current++;
  }
  return rotation;
}

function isCurrent(keyring: Keyring, row: Row): boolean {
  return keyring.isCurrent(row.access_token_enc) &&
    (row.refresh_token_enc === null || keyring.isCurrent(row.refresh_token_enc));
}

async function opened(
  keyring: Keyring,
  { id, user_id, provider, access_token_enc, refresh_token_enc }: Row,
): Promise<{ access: string; refresh: string | null } | null> {
  try {
    return {
      access: await keyring.open(access_token_enc, bindingOf(id, user_id, provider, "access")),
      refresh: refresh_token_enc === null
        ? null
        : await keyring.open(refresh_token_enc, bindingOf(id, user_id, provider, "refresh")),
    };
  } catch (error) {
    if (error instanceof SealError) return null;
    throw error;
  }
}

async function* storedTokens(internal: Rpc): AsyncGenerator<Row> {
  let after: string | null = null;
  for (;;) {
    const batch: Row[] = rows.parse(
      await internal("sealed_tokens", { after_id: after, batch_size: batchSize }),
    );
    yield* batch;
    after = batch.at(-1)?.id ?? null;
    if (batch.length < batchSize) return;
  }
}
