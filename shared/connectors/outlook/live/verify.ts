/** Whether something that was not seen any more is still there: only its own id says so. */
import { z } from "zod";
import type { Deletion } from "../../../contracts/events.ts";
import { sourceVersion } from "../../../events/version.ts";
import { ConnectorError } from "../../connector.ts";
import type { GraphAnswer, GraphApi } from "./graph_api.ts";
import { itemPath } from "./round.ts";

/** What became of something. */
export type Fate<Item> =
  & { id: string }
  & ({ is: "gone" } | { is: "there"; item: Item } | {
    is: "unsaid";
  });

const place = z.object({
  parentFolderId: z.string(),
  lastModifiedDateTime: z.iso.datetime({ offset: true }),
});
export type MailPlace = z.infer<typeof place>;

/** Where each of these mails is now. */
export async function mailFates(
  api: GraphApi,
  ids: readonly string[],
): Promise<Fate<MailPlace>[]> {
  const fields = "?$select=parentFolderId,lastModifiedDateTime";
  const answers = await api.read(ids.map((id) => itemPath("messages", id) + fields));
  return fates(ids, answers, place);
}

/** What each of these events is now. */
export async function eventFates(
  api: GraphApi,
  ids: readonly string[],
): Promise<Fate<unknown>[]> {
  const answers = await api.read(ids.map((id) => itemPath("events", id)), [
    'outlook.timezone="UTC"',
  ]);
  return fates(ids, answers, z.unknown());
}

function fates<Item>(
  ids: readonly string[],
  answers: readonly GraphAnswer[],
  schema: z.ZodType<Item>,
): Fate<Item>[] {
  return ids.map((id, index): Fate<Item> => {
    const answer = answers[index];
    if (answer && "body" in answer) {
      const item = schema.safeParse(answer.body);
      return item.success ? { id, is: "there", item: item.data } : { id, is: "unsaid" };
    }
    if (answer?.error instanceof ConnectorError) throw answer.error;
    // Any other refusal says nothing of what it is about.
    return answer?.error.absent ? { id, is: "gone" } : { id, is: "unsaid" };
  });
}

/**
 * The deletion of something that is gone. What is changed later than that may come back: a person
 * can take a mail out of the bin again.
 *
 * @param at the moment of asking
 */
export function deletionOf(externalId: string, resource: string, at: Date): Deletion {
  return { external_id: externalId, source_version: sourceVersion(at.toISOString()), resource };
}

/** The deletion of a mail that lies where nothing is read, as the bin is. */
export function hidingOf(
  externalId: string,
  resource: string,
  { lastModifiedDateTime }: MailPlace,
): Deletion {
  // Its own version, since clocks differ.
  const source_version = sourceVersion(lastModifiedDateTime);
  return { external_id: externalId, source_version, resource, may_return: true };
}
