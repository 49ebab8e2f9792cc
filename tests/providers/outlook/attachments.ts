/** Attachments of a message (learn.microsoft.com/graph/api/message-list-attachments). */
import type { FileAttachment } from "@microsoft/microsoft-graph-types";
import type { Answer } from "./answer.ts";
import type { Call, Route } from "./call.ts";
import { mailOf } from "./messages.ts";
import { parseSelect, selected } from "./odata.ts";

const ATTACHMENT: readonly (keyof FileAttachment)[] = [
  "id",
  "lastModifiedDateTime",
  "name",
  "contentType",
  "size",
  "isInline",
  "contentId",
  "contentBytes",
];

/** Whoever selects nothing gets the contents, too. */
function list(call: Call): Answer {
  const { key, mutableId, attachments } = mailOf(call);
  const select = parseSelect(call.query.get("$select"), ATTACHMENT, "attachment");
  const id = call.prefer.immutableIds ? key : mutableId;
  return {
    body: {
      "@odata.context": `${call.graphUrl}$metadata#users('${call.mailbox.owner.id}')/messages` +
        `('${encodeURIComponent(id)}')/attachments`,
      value: attachments.map((attachment, index) =>
        selected({
          "@odata.type": "#microsoft.graph.fileAttachment",
          id: `${id}${index}`,
          lastModifiedDateTime: "2026-01-01T00:00:00Z",
          contentType: "application/octet-stream",
          isInline: false,
          contentId: null,
          size: 1024,
          contentBytes: "AAAA",
          ...attachment,
        }, select)
      ),
    },
  };
}

export const attachmentRoutes: Route[] = [{
  method: "GET",
  path: "me/messages/{message}/attachments",
  // Their names are part of the contents: Mail.ReadBasic is not enough.
  scopes: ["Mail.Read", "Mail.ReadWrite"],
  query: ["$select"],
  run: list,
}];
