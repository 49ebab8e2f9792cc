import type { Deletion } from "../../../contracts/events.ts";
import type { Unseen } from "../../connector.ts";
import { MessageLike } from "../messages/message.ts";
import { messageId } from "../messages/normalise.ts";
import { type PeerAddress, TelegramError } from "../port.ts";
import { Messages } from "./answers.ts";
import { Chats } from "./chats.ts";
import { listDialogs } from "./dialogs.ts";
import type { TelegramSession } from "./session.ts";

/** The most that are asked for at once. */
const AT_ONCE = 100;

/**
 * Which of these messages are gone. What lies in a channel that cannot be opened any more is left as
 * it is: nobody knows.
 *
 * @throws {TelegramError} where Telegram refuses
 */
export async function checkUnseen(
  session: Pick<TelegramSession, "ask">,
  accountId: string,
  { resource, externalIds }: Unseen,
): Promise<Deletion[]> {
  const peer = await peerOf(session, resource);
  if (peer === null) return [];
  const prefix = messageId(accountId, resource, 0).slice(0, -1);
  const ids = externalIds.flatMap((externalId) => {
    const id = externalId.startsWith(prefix) ? externalId.slice(prefix.length) : "";
    return /^\d{1,10}$/.test(id) ? [Number(id)] : [];
  });
  const gone: Deletion[] = [];
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const asked = ids.slice(from, from + AT_ONCE);
    const answer = await session.ask((connection) => connection.messages(peer, asked), Messages)
      .catch((error: unknown) => {
        if (error instanceof TelegramError && error.failure === "chat_refused") return null;
        throw error;
      });
    if (answer === null) return [];
    for (const item of answer.messages) {
      const message = MessageLike.safeParse(item).data;
      if (message?._ !== "MessageEmpty") continue;
      const external_id = messageId(accountId, resource, message.id);
      gone.push({ external_id, source_version: null, resource });
    }
  }
  return gone;
}

/** Messages of private chats and basic groups need no address, those of a channel its own. */
async function peerOf(
  session: Pick<TelegramSession, "ask">,
  resource: string,
): Promise<PeerAddress | null> {
  const chats = new Chats(undefined, { include: [], exclude: [] });
  if (!resource.startsWith("channel:")) return chats.address(resource);
  await listDialogs(session, chats);
  return chats.has(resource) ? chats.address(resource) : null;
}
