import { Profile, type ProfileChange } from "../contracts/account.ts";
import type { Client } from "../database/clients.ts";
import { databaseError } from "../database/errors.ts";
import type { Versioned, Versions } from "../http/entity_tag.ts";
import { notFound, ProblemError } from "../http/errors.ts";
import { notChanged, present } from "./rows.ts";

const columns = "id, email, display_name, timezone, scheduled_summaries, created_at, updated_at";

/** @throws {ProblemError} 404 when it is gone while its token still lives. */
export async function getProfile(client: Client, userId: string): Promise<Versioned<Profile>> {
  const { data, error } = await client.from("users").select(columns).eq("id", userId).maybeSingle();
  if (error) throw databaseError("read profile", error);
  if (!data) throw notFound("profile");
  return { value: Profile.parse(data), version: data.updated_at };
}

/**
 * Changes the given fields; the others stay.
 *
 * @param versions those that the change is meant for
 * @throws {ProblemError} 400 for a timezone that the database does not know; 404; 412 when it is in
 *   another version
 */
export async function changeProfile(
  client: Client,
  userId: string,
  change: ProfileChange,
  versions: Versions = null,
): Promise<Versioned<Profile>> {
  const update = client.from("users").update(present(change)).eq("id", userId);
  const { data, error } = await (versions ? update.in("updated_at", versions) : update)
    .select(columns).maybeSingle();
  // The table's own words: every Data API repeats them, while not every one has their SQLSTATE.
  if (error?.message.includes("use an IANA name such as")) {
    const message = "is not known; use an IANA name such as Europe/Berlin";
    throw new ProblemError(400, "invalid_request", `The body is not valid: timezone ${message}`, {
      errors: [{ field: "timezone", message }],
    });
  }
  if (error) throw databaseError("change profile", error);
  if (!data) return await notChanged(getProfile(client, userId));
  return { value: Profile.parse(data), version: data.updated_at };
}
