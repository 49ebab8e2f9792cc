import type { Database } from "./database.ts";

/** A secret by the name under which SQL looks it up. */
export interface VaultSecret {
  name: string;
  secret: string;
  description: string;
}

/**
 * Stores a secret in Vault under its name, where SQL of the migrations looks it up. Does nothing
 * where Vault is not installed.
 */
export async function storeSecret(
  database: Database,
  { name, secret, description }: VaultSecret,
): Promise<void> {
  const [vault] = await database.query<{ present: boolean }>(
    "select to_regclass('vault.secrets') is not null as present",
  );
  if (!vault?.present) return;
  const [existing] = await database.query<{ id: string }>(
    "select id from vault.secrets where name = $1",
    [name],
  );
  if (existing) {
    await database.query("select vault.update_secret($1::uuid, $2)", [existing.id, secret]);
  } else {
    await database.query("select vault.create_secret($1, $2, $3)", [secret, name, description]);
  }
}
