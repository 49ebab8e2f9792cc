import { createAgentContext } from "../agents/create_context.ts";
import { writeReply } from "../agents/replies/write_reply.ts";
import type { TimelineItem } from "../agents/retrieval/timeline.ts";
import type { SourceRef } from "../contracts/api.ts";
import {
  changeDraftRoute,
  createDraftRoute,
  deleteDraftRoute,
  DraftKind,
  getDraftRoute,
  listDraftsRoute,
  type NewDraft,
} from "../contracts/drafts.ts";
import { createFunctionApp, requireUser } from "../http/app.ts";
import type { User } from "../http/auth.ts";
import { requireJson } from "../http/body.ts";
import { entityTag, ifMatch } from "../http/entity_tag.ts";
import { ProblemError } from "../http/errors.ts";
import { answerOnce } from "../http/idempotency.ts";
import * as drafts from "../resources/drafts.ts";
import { getTask } from "../resources/tasks.ts";
import type { Services } from "./services.ts";

/** The caller's drafts: list, create, read, change, delete. Nothing here sends one. */
export function draftsApp(services: Services) {
  const app = createFunctionApp("drafts", services);
  app.use(requireUser("drafts", services));
  app.use(requireJson);
  app.use(answerOnce(services));

  return app
    .openapi(listDraftsRoute, async (c) => {
      const page = await drafts.listDrafts(services.as(c.get("user")), c.req.valid("query"));
      return c.json(page, 200);
    })
    .openapi(createDraftRoute, async (c) => {
      const user = c.get("user");
      const key = c.get("requestKey");
      const client = services.as(user);
      // A model would not write the same again.
      const stored = key === undefined ? null : await drafts.draftOfRequest(client, key);
      const { value, version } = stored ?? await drafts.createDraft(
        client,
        await draftOf(services, user, c.req.valid("json")),
        key,
      );
      return c.json(value, 201, { etag: entityTag(version) });
    })
    .openapi(getDraftRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { value, version } = await drafts.getDraft(services.as(c.get("user")), id);
      return c.json(value, 200, { etag: entityTag(version) });
    })
    .openapi(changeDraftRoute, async (c) => {
      const { value, version } = await drafts.changeDraft(
        services.as(c.get("user")),
        c.req.valid("param").id,
        c.req.valid("json").text,
        ifMatch(c.req.valid("header")["if-match"]),
      );
      return c.json(value, 200, { etag: entityTag(version) });
    })
    .openapi(deleteDraftRoute, async (c) => {
      const versions = ifMatch(c.req.valid("header")["if-match"]);
      await drafts.deleteDraft(services.as(c.get("user")), c.req.valid("param").id, versions);
      return c.body(null, 204);
    });
}

async function draftOf(
  services: Services,
  user: User,
  { reply_to_event_id, reply_to_task_id, text, instructions }: NewDraft,
): Promise<drafts.DraftText> {
  const field = reply_to_task_id ? "reply_to_task_id" : "reply_to_event_id";
  const eventId = reply_to_task_id
    ? await eventOfTask(services, user, reply_to_task_id)
    : reply_to_event_id;
  if (!eventId) {
    return {
      kind: "note",
      text: text ?? "",
      model: null,
      reply_to_event_id: null,
      source_refs: [],
    };
  }
  const context = await createAgentContext(services, user);
  const conversation = await context.timeline.conversationUpTo(eventId);
  const answered = conversation.at(-1);
  if (!answered) throw invalid(field, "is no event of your timeline");
  const kind = DraftKind.safeParse(`${answered.source}_reply`);
  if (!kind.success) throw invalid(field, "is of the calendar, which takes no replies");
  const common = { kind: kind.data, reply_to_event_id: answered.id };
  if (text) return { ...common, text, model: null, source_refs: [refTo(answered)] };

  const written = await writeReply(context, conversation, instructions ?? "");
  if (!written) {
    throw new ProblemError(
      503,
      "no_language_model",
      "No language model can write it now; send the text yourself",
      { errors: [{ field: "text", message: "is needed while no language model writes it" }] },
    );
  }
  return {
    ...common,
    text: written.value.text,
    model: written.model,
    source_refs: conversation.map(refTo),
  };
}

async function eventOfTask(services: Services, user: User, id: string): Promise<string> {
  const { value } = await getTask(services.as(user), id);
  if (value.source_event_id) return value.source_event_id;
  throw invalid("reply_to_task_id", "came from no event, or from one that is gone");
}

function refTo({ id, source }: TimelineItem): SourceRef {
  return { type: "event", id, source };
}

function invalid(field: string, message: string): ProblemError {
  return new ProblemError(400, "invalid_request", `The body is not valid: ${field} ${message}`, {
    errors: [{ field, message }],
  });
}
