import type { Deletion } from "../../../contracts/events.ts";
import type { Unseen } from "../../connector.ts";
import { listDirectory } from "./folders.ts";
import type { Reading } from "./round.ts";
import { deletionOf, eventFates, hidingOf, mailFates } from "./verify.ts";

/** An account's mailbox, ready to be asked. */
export type Opened = Pick<Reading, "api" | "accountId" | "own" | "selection" | "now">;

/**
 * Which of these are gone, or lie where nothing is read.
 *
 * @throws {ConnectorError} where Graph refuses
 */
export async function checkUnseen(
  opened: Opened,
  { source, resource, externalIds }: Unseen,
): Promise<Deletion[]> {
  const { api, accountId, now } = opened;
  const at = now();
  const prefix = `${accountId}:`;
  const ids = externalIds.filter((id) => id.startsWith(prefix)).map((id) =>
    id.slice(prefix.length)
  );
  if (source === "calendar") {
    return (await eventFates(api, ids)).filter(({ is }) => is === "gone")
      .map(({ id }) => deletionOf(prefix + id, resource, at));
  }
  const { isRead } = await listDirectory(opened);
  return (await mailFates(api, ids)).flatMap((fate): Deletion[] => {
    if (fate.is === "gone") return [deletionOf(prefix + fate.id, resource, at)];
    if (fate.is === "unsaid" || isRead(fate.item.parentFolderId) !== false) return [];
    return [hidingOf(prefix + fate.id, resource, fate.item)];
  });
}
