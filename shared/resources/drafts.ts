import { z } from "zod";
import type { SourceRef } from "../contracts/api.ts";
import { Draft, type DraftKind, type DraftPage, type DraftQuery } from "../contracts/drafts.ts";
import { encodeCursor } from "../contracts/pages.ts";
import type { Client } from "../database/clients.ts";
import { databaseError } from "../database/errors.ts";
import { rpcOver } from "../database/rpc.ts";
import type { Versioned, Versions } from "../http/entity_tag.ts";
import { notFound, ProblemError } from "../http/errors.ts";
import { checkQuota, isRepeated, notChanged, present } from "./rows.ts";

const columns =
  "id, kind, content_json, model, reply_to_event_id, source_refs, created_at, updated_at";
const page = z.object({
  rows: z.array(z.looseObject({ id: z.guid(), created_at: z.string() })),
  total: z.number().int(),
});
const content = z.record(z.string(), z.json());

/** A draft before it is stored. */
export interface DraftText {
  kind: DraftKind;
  text: string;
  model: string | null;
  reply_to_event_id: string | null;
  source_refs: SourceRef[];
}

/** A page of one's own drafts under RLS, newest first; texts over 2,000 characters end in an ellipsis. */
export async function listDrafts(client: Client, query: DraftQuery): Promise<DraftPage> {
  const [created, id] = query.cursor ?? [null, null];
  const { rows, total } = page.parse(
    await rpcOver(client, "public")("list_drafts", {
      draft_kind: query.kind ?? null,
      // One more than asked for tells whether there is another page.
      page_size: query.limit + 1,
      after_created_at: created,
      after_id: id,
    }),
  );
  const shown = rows.slice(0, query.limit);
  const last = rows.length > shown.length ? shown.at(-1) : undefined;
  return {
    drafts: z.array(Draft).parse(shown),
    total,
    next_cursor: last ? encodeCursor([last.created_at, last.id]) : null,
  };
}

/**
 * Stores a draft.
 *
 * @param requestKey of a request that may be sent twice: a draft that was stored with it is returned
 * @throws {ProblemError} 409 when there are as many drafts as one may have
 */
export async function createDraft(
  client: Client,
  { text, ...draft }: DraftText,
  requestKey?: string,
): Promise<Versioned<Draft>> {
  const { data, error } = await client.from("drafts")
    .insert(present({ ...draft, content_json: { text }, request_key: requestKey }))
    .select(columns).single();
  if (isRepeated(error)) return await readDraft(client, "request_key", requestKey ?? "");
  checkQuota(error, "drafts");
  if (error) throw databaseError("add draft", error);
  return versioned(data);
}

/** The draft that this request stored before it was cut off; null: there is none. */
export async function draftOfRequest(
  client: Client,
  requestKey: string,
): Promise<Versioned<Draft> | null> {
  const { data, error } = await client.from("drafts").select(columns)
    .eq("request_key", requestKey).maybeSingle();
  if (error) throw databaseError("read draft", error);
  return data ? versioned(data) : null;
}

/** @throws {ProblemError} 404 when it is absent or somebody else's. */
export function getDraft(client: Client, id: string): Promise<Versioned<Draft>> {
  return readDraft(client, "id", id);
}

async function readDraft(client: Client, key: "id" | "request_key", value: string) {
  const { data, error } = await client.from("drafts").select(columns).eq(key, value).maybeSingle();
  if (error) throw databaseError("read draft", error);
  if (!data) throw notFound("draft");
  return versioned(data);
}

/**
 * Changes the text, which is then a person's; whatever else its content has stays.
 *
 * @param versions those that the change is meant for
 * @throws {ProblemError} 404 when it is absent or somebody else's; 412 when it is in another version;
 *   409 when it changes faster than it can be read.
 */
export async function changeDraft(
  client: Client,
  id: string,
  text: string,
  versions: Versions = null,
): Promise<Versioned<Draft>> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const read = await client.from("drafts").select("content_json, updated_at").eq("id", id)
      .maybeSingle();
    if (read.error) throw databaseError("read draft", read.error);
    if (!read.data) throw notFound("draft");
    const { data, error } = await client.from("drafts")
      .update({ content_json: { ...content.parse(read.data.content_json), text }, model: null })
      .eq("id", id).in("updated_at", versions ?? [read.data.updated_at])
      .select(columns).maybeSingle();
    if (error) throw databaseError("change draft", error);
    if (data) return versioned(data);
    if (versions) return await notChanged(getDraft(client, id));
  }
  throw new ProblemError(409, "conflict", "It is being changed by others; try again");
}

/** @throws {ProblemError} 404 when it is absent or somebody else's; 412 when it is in another version. */
export async function deleteDraft(
  client: Client,
  id: string,
  versions: Versions = null,
): Promise<void> {
  const deletion = client.from("drafts").delete().eq("id", id);
  const { data, error } = await (versions ? deletion.in("updated_at", versions) : deletion)
    .select("id").maybeSingle();
  if (error) throw databaseError("delete draft", error);
  if (!data) await notChanged(getDraft(client, id));
}

function versioned(
  { content_json, ...row }: { content_json: unknown; updated_at: string },
): Versioned<Draft> {
  const { text } = content.parse(content_json);
  return {
    value: Draft.parse({ ...row, text: typeof text === "string" ? text : null }),
    version: row.updated_at,
  };
}
