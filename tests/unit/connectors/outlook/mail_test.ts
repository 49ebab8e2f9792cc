import assert from "node:assert/strict";
import { MailMessage } from "../../../../shared/connectors/outlook/mail/message.ts";
import { normaliseMail } from "../../../../shared/connectors/outlook/mail/normalise.ts";
import { threadsOf } from "../../../../shared/events/threads.ts";

const person = (name: string, address: string) => ({ emailAddress: { name, address } });
const MIRA = person("Mira Stein", "mira@a.example");
const SAM = person("Sam Weber", "Sam@B.example");

function read(changes: Record<string, unknown> = {}, attachments: string[] = []) {
  const message = MailMessage.parse({
    id: "AAkAL",
    conversationId: "conv",
    conversationIndex: "AQHZ".padEnd(30, "A"),
    parentFolderId: "inbox-id",
    subject: "Banner",
    body: { contentType: "html", content: "<p>Who brings the banner?</p>" },
    from: MIRA,
    toRecipients: [SAM],
    ccRecipients: [],
    receivedDateTime: "2026-03-02T10:00:00Z",
    lastModifiedDateTime: "2026-03-02T10:00:05Z",
    isDraft: false,
    webLink: "https://outlook.office365.com/owa/?ItemID=1",
    ...changes,
  });
  const own = new Set(["sam@b.example"]);
  return normaliseMail(message, { accountId: "u1", own, folder: "Inbox", attachments });
}
const event = (changes: Record<string, unknown>, attachments?: string[]) =>
  read(changes, attachments)?.event;
const headers = (name: string, value: string) => ({ internetMessageHeaders: [{ name, value }] });

Deno.test("normaliseMail() makes the event of a mail", () => {
  const part = read();
  assert.ok(part);
  const { content_hash, raw, ...rest } = part.event;
  assert.match(content_hash, /^[0-9a-f]{64}$/);
  assert.deepEqual(rest, {
    external_id: "u1:AAkAL",
    thread_external_id: "u1:conv",
    event_type: "email",
    title: "Mira Stein: Banner",
    author: "Mira Stein",
    person: { keys: ["mira@a.example"], names: [] },
    place: "Inbox",
    addressed: "direct",
    automated: false,
    by_owner: false,
    body: "Who brings the banner?",
    cut_from: null,
    url: "https://outlook.office365.com/owa/?ItemID=1",
    text_for_embedding: "Banner\n\nWho brings the banner?",
    source_version: "2026-03-02T10:00:05.000000Z",
    importance_score: 40,
    occurred_at: "2026-03-02T10:00:00.000000Z",
    deleted: false,
    problems: [],
  });
  assert.ok(!JSON.stringify(raw).includes("banner?"), "the text is kept once");
  const [thread] = threadsOf([part]);
  assert.deepEqual(thread?.participants, ["Mira Stein", "Sam Weber"]);
  assert.deepEqual([thread?.subject, thread?.root_external_id], ["Banner", "u1:AAkAL"]);
});

Deno.test("normaliseMail() embeds what is new, and keeps what is quoted in the body", () => {
  const content = "Yes.\n\nOn Mon, 2 Mar 2026 at 10:00, Mira <m@a.example> wrote:\n> Who?";
  const answer = read({
    subject: "Re: AW: Banner",
    conversationIndex: "AQHZ".padEnd(37, "A"),
    body: { contentType: "text", content },
  }, ["plan.pdf"]);
  assert.equal(answer?.event.text_for_embedding, "Re: AW: Banner\n\nYes.\n\nAttachments: plan.pdf");
  assert.equal(answer?.event.body, `${content}\n\nAttachments: plan.pdf`);
  assert.deepEqual([answer?.subject, answer?.root], ["Banner", false]);
});

Deno.test("normaliseMail() tells how a mail reaches its reader", () => {
  const addressed = (changes: Record<string, unknown>) => event(changes)?.addressed;
  const many = Array.from({ length: 11 }, (_, i) => person(`P${i}`, `p${i}@a.example`));
  assert.equal(addressed({ toRecipients: [MIRA, SAM] }), "direct");
  assert.equal(addressed({ toRecipients: [...many, SAM] }), "mention");
  assert.equal(addressed({ toRecipients: [MIRA], ccRecipients: [SAM] }), "mention");
  assert.equal(addressed({ toRecipients: [MIRA] }), "none");
  assert.equal(addressed({ from: SAM }), "none");
  assert.equal(event({ from: SAM })?.by_owner, true);
});

Deno.test("normaliseMail() ranks machines and lists below every person", () => {
  const least = event({ importance: "low", toRecipients: [MIRA] })?.importance_score ?? 0;
  for (
    const [name, value, machine] of [
      ["List-Unsubscribe", "<mailto:x>", "list_unsubscribe"],
      ["list-id", "<l.example>", "list_id"],
      ["Auto-Submitted", "auto-replied", "auto_submitted"],
      ["PRECEDENCE", "Bulk", "precedence"],
    ] as const
  ) {
    const found = event({ ...headers(name, value), importance: "high" });
    assert.equal(found?.raw["machine"], machine);
    assert.deepEqual([found?.addressed, found?.automated], ["none", true]);
    assert.ok((found?.importance_score ?? 100) < least, name);
  }
  for (const [name, value] of [["Auto-Submitted", "no"], ["Precedence", "first-class"]] as const) {
    assert.equal(event(headers(name, value))?.raw["machine"], undefined);
  }
  assert.equal(
    event({ importance: "high", flag: { flagStatus: "flagged" } })?.importance_score,
    70,
  );
});

Deno.test("normaliseMail() reads what is strange, and leaves drafts alone", () => {
  assert.equal(read({ isDraft: true }), null);
  const bare = event({
    subject: null,
    body: null,
    bodyPreview: "only this",
    from: null,
    sender: null,
    toRecipients: [7, { emailAddress: { address: "sam@b.example" } }],
    conversationId: null,
    webLink: "outlook:1",
  });
  assert.equal(bare?.title, "(no subject)");
  assert.deepEqual([bare?.author, bare?.thread_external_id, bare?.url], [null, null, null]);
  assert.equal(bare?.text_for_embedding, "(no subject)\n\nonly this");
  assert.equal(bare?.addressed, "direct");
});
