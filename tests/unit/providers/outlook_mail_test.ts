import assert from "node:assert/strict";
import { fixture, IMMUTABLE, type Page, type Row } from "./outlook_fixture.ts";

const DELTA = "me/mailFolders/inbox/messages/delta";
const ids = (rows: Row[]) => rows.map(({ id }) => id);

Deno.test("mailFolders lists one level in pages, hidden folders only when asked for", async () => {
  await using given = await fixture();
  const { server, read, refusal } = given;
  const mailbox = server.mailbox();
  const project = mailbox.createFolder("Project", { parent: "inbox" });
  for (let index = 0; index < 5; index++) mailbox.createFolder(`Extra ${index}`);
  const first = await read("me/mailFolders");
  assert.equal(first.value.length, 10);
  const second = await read(first["@odata.nextLink"] ?? "");
  assert.equal(second["@odata.nextLink"], undefined);
  const names = [...first.value, ...second.value].map((folder) => folder["displayName"]);
  assert.deepEqual(names.slice(-3), ["Junk Email", "Outbox", "Sent Items"]);
  assert.equal(names.length, 13);
  const all = await read("me/mailFolders?includeHiddenFolders=true&$top=100&$select=isHidden");
  assert.equal(all.value.filter((folder) => folder["isHidden"]).length, 2);
  const children = await read("me/mailFolders('inbox')/childFolders");
  assert.deepEqual(ids(children.value), [project.key]);
  const inbox = await read<Row>("me/mailfolders/INBOX");
  assert.equal(inbox["childFolderCount"], 1);
  assert.equal((await read<Row>(`me/mailFolders/${project.key}`))["parentFolderId"], inbox.id);
  assert.deepEqual(await refusal(`me/mailFolders/${project.key.toLowerCase()}`), [
    400,
    "ErrorInvalidIdMalformed",
  ]);
});

Deno.test("a round tells all messages in pages of ten, the next one only what changed", async () => {
  await using given = await fixture();
  const { server, round } = given;
  const mailbox = server.mailbox();
  const mails = Array.from({ length: 23 }, (_, index) => mailbox.arrive({ subject: `${index}` }));
  const first = await round(`${DELTA}?$select=subject,isRead`);
  assert.equal(first.pages, 3);
  assert.deepEqual(new Set(ids(first.rows)), new Set(mails.map(({ key }) => key)));
  assert.deepEqual(Object.keys(first.rows[0] ?? {}), [
    "@odata.type",
    "@odata.etag",
    "id",
    "subject",
    "isRead",
  ]);
  const [read, gone, kept] = mails;
  assert.ok(read && gone && kept);
  mailbox.edit(read.key, { isRead: true });
  mailbox.remove(gone.key);
  const come = mailbox.arrive({ subject: "late" });
  const second = await round(first.link);
  assert.deepEqual(ids(second.rows), [read.key, gone.key, come.key]);
  // An update tells what changed and no more.
  assert.equal(second.rows[0]?.["isRead"], true);
  assert.equal("subject" in (second.rows[0] ?? {}), false);
  assert.deepEqual(second.rows[1]?.["@removed"], { reason: "deleted" });
  assert.equal(second.rows[2]?.["subject"], "late");
  assert.deepEqual((await round(second.link)).rows, []);
});

Deno.test("an update tells the whole message where partial updates are off", async () => {
  await using given = await fixture({ partialUpdates: false });
  const { server, round } = given;
  const mail = server.mailbox().arrive({ subject: "whole" });
  const { link } = await round(DELTA);
  server.mailbox().edit(mail.key, { isRead: true });
  assert.equal((await round(link)).rows[0]?.["subject"], "whole");
});

Deno.test("a moved message is removed in one folder and new in the other, under one immutable id", async () => {
  await using given = await fixture();
  const { server, round, read, refusal } = given;
  const mailbox = server.mailbox();
  const mail = mailbox.arrive({ subject: "moves" });
  const archive = "me/mailFolders/archive/messages/delta";
  const [inbox, other] = [await round(DELTA), await round(archive)];
  const [plain, plainOther] = [await round(DELTA, ""), await round(archive, "")];
  const before = plain.rows[0]?.id ?? "";
  assert.notEqual(before, mail.key);
  mailbox.move(mail.key, "archive");
  const [left, come] = [await round(inbox.link), await round(other.link)];
  assert.deepEqual(left.rows.map(({ id, "@removed": removed }) => [id, removed?.reason]), [
    [mail.key, "deleted"],
  ]);
  assert.equal(come.rows[0]?.id, mail.key);
  assert.equal(come.rows[0]?.["subject"], "moves");
  // Without the preference the id that is gone and the one that came are two.
  assert.deepEqual(ids((await round(plain.link, "")).rows), [before]);
  const after = ids((await round(plainOther.link, "")).rows);
  assert.notDeepEqual(after, [before]);
  assert.deepEqual(await refusal(`me/messages/${before}`), [404, "ErrorItemNotFound"]);
  const found = await read<Row>(`me/messages/${mail.key}`);
  assert.equal(found["parentFolderId"], mailbox.folder("archive").key);
  assert.equal((await read<Row>(`me/messages/${after[0]}`)).id, mail.key);
});

Deno.test("ids differ by the case of letters alone, and a folded one is another or none", async () => {
  await using given = await fixture();
  const { server, read, refusal } = given;
  const [one, two] = [server.mailbox().arrive(), server.mailbox().arrive()];
  assert.notEqual(one.key, two.key);
  assert.equal(one.key.toLowerCase(), two.key.toLowerCase());
  assert.equal((await read<Row>(`me/messages/${two.key}`)).id, two.key);
  assert.deepEqual(await refusal(`me/messages/${two.key.toLowerCase()}`), [
    400,
    "ErrorInvalidIdMalformed",
  ]);
});

Deno.test("nothing is lost that changes while a round goes on", async () => {
  await using given = await fixture();
  const { server, read, round } = given;
  const mailbox = server.mailbox();
  const mails = Array.from({ length: 6 }, (_, index) => mailbox.arrive({ subject: `${index}` }));
  const [early, late] = [mails[0], mails[5]];
  assert.ok(early && late);
  const first = await read(DELTA, `${IMMUTABLE}, odata.maxpagesize=2`);
  const come = mailbox.arrive({ subject: "between" });
  mailbox.remove(early.key);
  mailbox.edit(late.key, { subject: "edited" });
  const rest = await round(first["@odata.nextLink"] ?? "");
  const next = await round(rest.link);
  assert.deepEqual(new Set(ids(next.rows)), new Set([come.key, early.key, late.key]));
});

Deno.test("links are refused some generations later, with the way to begin anew", async () => {
  await using given = await fixture();
  const { server, ask, round } = given;
  server.mailbox().arrive();
  const links = [(await round(DELTA)).link];
  for (let index = 0; index < 5; index++) links.push((await round(links.at(-1) ?? "")).link);
  const [oldest = "", second = ""] = links;
  const gone = await ask(oldest);
  assert.equal(gone.status, 410);
  const body = await gone.json();
  assert.equal(body.error.code, "SyncStateNotFound");
  assert.match(body.error.message, /generation=1;\[highest=6\]/);
  assert.equal((await round(gone.headers.get("location") ?? "")).rows.length, 1);
  // Asking again and again with the same link ages nothing.
  for (let index = 0; index < 8; index++) await round(second);
  assert.deepEqual(server.violations, []);
});

Deno.test("expire() ends the links of some resources, in each form that is seen", async () => {
  await using given = await fixture();
  const { server, round, refusal } = given;
  const archive = "me/mailFolders/archive/messages/delta";
  const [inbox, other] = [await round(DELTA), await round(archive)];
  const key = server.mailbox().folder("inbox").key;
  server.graph.deltas.expire("syncStateNotFound", (name) => name.includes(key), 400);
  assert.deepEqual(await refusal(inbox.link), [400, "syncStateNotFound"]);
  assert.deepEqual((await round(other.link)).rows, []);
  server.graph.deltas.expire("resyncRequired");
  assert.deepEqual(await refusal(other.link), [410, "resyncRequired"]);
});

Deno.test("a link of another folder, person or shape is refused, and so is a query beside it", async () => {
  await using given = await fixture();
  const { server, round, refusal } = given;
  const { link } = await round(DELTA);
  const token = new URL(link).searchParams.get("$deltatoken");
  const archive = server.mailbox().folder("archive").key;
  const wrong = [
    `me/mailFolders/${archive}/messages/delta?$deltatoken=${token}`,
    `${DELTA}?$skiptoken=${token}`,
    `${DELTA}?$deltatoken=made-up`,
    `${link}&$select=subject`,
  ];
  for (const path of wrong) assert.deepEqual(await refusal(path), [400, "BadRequest"], path);
  assert.equal(server.violations.length, wrong.length);
});

Deno.test("the filter by time bounds a round to 5,000 messages and hides what is older", async () => {
  await using given = await fixture();
  const { server, round } = given;
  const mailbox = server.mailbox();
  const old = mailbox.arrive({ receivedAt: new Date("2026-01-01T00:00:00Z") });
  for (let index = 0; index < 5003; index++) {
    mailbox.arrive({ receivedAt: new Date("2026-11-01T00:00:00Z") });
  }
  const path = `${DELTA}?$filter=receivedDateTime ge 2026-02-01T00:00:00Z&$select=id`;
  const prefer = `${IMMUTABLE}, odata.maxpagesize=1000`;
  const first = await round(path, prefer);
  assert.equal(first.rows.length, 5000);
  mailbox.edit(old.key, { isRead: true });
  assert.deepEqual((await round(first.link)).rows, []);
  assert.equal((await round(`${DELTA}?$select=id`, prefer)).rows.length, 5004);
});

Deno.test("query options that change tracking does not support are refused", async () => {
  await using given = await fixture();
  const { server, refusal, ask } = given;
  const wrong = [
    "$search=hello",
    "$skip=3",
    "$count=true",
    "$filter=isRead eq false",
    "$filter=receivedDateTime lt 2026-01-01T00:00:00Z",
    "$orderby=subject",
    "$select=colour",
    "$top=0",
    "changeType=moved",
    "$select=id&$select=subject",
  ];
  for (const query of wrong) {
    const [status] = await refusal(`${DELTA}?${query}`);
    assert.equal(status, 400, query);
  }
  assert.equal(server.violations.length, wrong.length);
  const fine = await ask(
    `${DELTA}?$select=subject&$top=3&$orderby=receivedDateTime+desc&changeType=created`,
  );
  assert.equal(fine.status, 200);
  await fine.body?.cancel();
});

Deno.test("changeType narrows what a later round tells", async () => {
  await using given = await fixture();
  const { server, round } = given;
  const mailbox = server.mailbox();
  const mail = mailbox.arrive();
  const links = await Promise.all(
    ["created", "updated", "deleted"].map(async (type) =>
      (await round(`${DELTA}?changeType=${type}`)).link
    ),
  );
  const come = mailbox.arrive();
  mailbox.edit(mail.key, { isRead: true });
  const told = await Promise.all(links.map(async (link) => ids((await round(link)).rows)));
  assert.deepEqual(told, [[come.key], [mail.key], []]);
});

Deno.test("the body comes as it is or as text, and the preference that was obeyed is named", async () => {
  await using given = await fixture();
  const { server, ask } = given;
  const html =
    "<html><head><style>p{}</style></head><body><p>One &amp; two</p><p>three</p></body></html>";
  const mail = server.mailbox().arrive({ html });
  const asked = `${IMMUTABLE}, outlook.body-content-type="text"`;
  const text = await ask(`me/messages/${mail.key}`, { headers: { prefer: asked } });
  assert.equal(text.headers.get("preference-applied"), asked);
  const message = await text.json();
  assert.deepEqual(message.body, { contentType: "text", content: "One & two\r\nthree" });
  assert.equal(message.bodyPreview, "One & two\r\nthree");
  const plain = await (await ask(`me/messages/${mail.key}`)).json();
  assert.deepEqual(plain.body, { contentType: "html", content: html });
  assert.equal(plain.uniqueBody, undefined);
});

Deno.test("mailFolders/delta tells folders of every level, and counts are part of them", async () => {
  await using given = await fixture();
  const { server, round } = given;
  const mailbox = server.mailbox();
  const child = mailbox.createFolder("Child", { parent: "inbox" });
  const first = await round("me/mailFolders/delta");
  assert.equal(first.rows.length, 11);
  mailbox.arrive({ folder: child.key });
  mailbox.renameFolder("archive", "Old things");
  const second = await round(first.link);
  const names = second.rows.map((row) => [row["displayName"], row["totalItemCount"]]);
  assert.deepEqual(names, [["Child", 1], ["Old things", 0]]);
  mailbox.deleteFolder(child.key);
  const third = await round(second.link);
  assert.deepEqual(third.rows.find(({ id }) => id === child.key)?.["@removed"], {
    reason: "deleted",
  });
  const page: Page = { value: third.rows };
  assert.equal(page.value.some((row) => row["displayName"] === "Inbox"), true);
});
