import assert from "node:assert/strict";
import { Follower } from "./live_fixture.ts";

const recent = (follower: Follower, minutes: number) => ({ receivedAt: follower.at(-minutes) });

Deno.test("a mailbox is read, newest first, without what nobody reads", async () => {
  await using follower = await Follower.start();
  const { mailbox } = follower;
  mailbox.arrive({ subject: "today", ...recent(follower, 5), html: "<p>Hello</p>" });
  mailbox.arrive({ subject: "last week", ...recent(follower, 7 * 1440) });
  mailbox.arrive({ subject: "too old", ...recent(follower, 40 * 1440) });
  mailbox.arrive({ subject: "spam", folder: "junkemail" });
  mailbox.arrive({ subject: "binned", folder: "deleteditems" });
  mailbox.arrive({ subject: "unsent", folder: "drafts" });
  const projects = mailbox.createFolder("Projects");
  mailbox.arrive({
    subject: "nested",
    folder: mailbox.createFolder("A", { parent: projects.key }).key,
  });
  const binned = mailbox.createFolder("Old", { parent: "deleteditems" });
  mailbox.arrive({ subject: "binned folder", folder: binned.key });
  await follower.poll();
  assert.deepEqual(follower.mails(), ["A nested", "Inbox last week", "Inbox today"]);
  assert.deepEqual(follower.server.violations, []);
});

Deno.test("a poll without news is one batch", async () => {
  await using follower = await Follower.start();
  follower.mailbox.arrive({ subject: "one" });
  await follower.poll();
  await follower.poll();
  follower.requests = 0;
  await follower.poll();
  assert.equal(follower.requests, 1);
});

Deno.test("edits, moves and deletions arrive, and what is taken out of the bin comes back", async () => {
  await using follower = await Follower.start();
  const { mailbox } = follower;
  const [a, b, c, d] = ["a", "b", "c", "d"].map((subject) => mailbox.arrive({ subject }).key);
  const archive = mailbox.folder("archive").key;
  await follower.poll();
  follower.pass(5);
  mailbox.move(a ?? "", archive);
  mailbox.remove(b ?? "");
  mailbox.move(c ?? "", "deleteditems");
  mailbox.edit(d ?? "", { isRead: true, importance: "high" });
  await follower.poll();
  assert.deepEqual(follower.mails(), ["Archive a", "Inbox d"]);
  assert.deepEqual(follower.mails(), follower.expectedMails());
  const kept = [...follower.events.values()].find(({ event }) => event.raw["subject"] === "d");
  assert.equal(kept?.event.raw["importance"], "high");
  follower.pass(5);
  mailbox.move(c ?? "", "inbox");
  await follower.poll();
  assert.deepEqual(follower.mails(), ["Archive a", "Inbox c", "Inbox d"]);
  assert.deepEqual(follower.server.violations, []);
});

Deno.test("a folder that is new, renamed, moved to the bin or deleted is followed", async () => {
  await using follower = await Follower.start();
  const { mailbox } = follower;
  const [one, two] = ["One", "Two"].map((name) => mailbox.createFolder(name).key);
  mailbox.arrive({ subject: "in one", folder: one ?? "" });
  mailbox.arrive({ subject: "in two", folder: two ?? "" });
  await follower.poll();
  assert.deepEqual(follower.mails(), ["One in one", "Two in two"]);
  follower.pass(5);
  mailbox.moveFolder(one ?? "", "deleteditems");
  mailbox.deleteFolder(two ?? "");
  const three = mailbox.createFolder("Three").key;
  mailbox.arrive({ subject: "in three", folder: three });
  await follower.poll();
  assert.deepEqual(follower.mails(), ["Three in three"]);
  follower.pass(90);
  await follower.poll();
  await follower.poll();
  assert.ok(!follower.cursors.has(one ?? "") && !follower.cursors.has(two ?? ""));
});

Deno.test("links that are lost in the middle of a round begin it anew, without loss or doubles", async () => {
  await using follower = await Follower.start();
  const { mailbox, server } = follower;
  const keys = Array.from(
    { length: 120 },
    (_, i) => mailbox.arrive({ subject: `m${i}`, ...recent(follower, i) }).key,
  );
  follower.crashAfter = 8;
  await follower.poll();
  follower.crashAfter = Infinity;
  for (const code of ["SyncStateNotFound", "resyncRequired"] as const) {
    mailbox.remove(keys.pop() ?? "");
    mailbox.move(keys.pop() ?? "", "archive");
    server.graph.deltas.expire(code);
    await follower.poll();
    assert.deepEqual(follower.mails(), follower.expectedMails());
    follower.pass(5);
  }
});

Deno.test("6,000 mails in one folder all arrive, and so does what follows", async () => {
  await using follower = await Follower.start();
  const { mailbox } = follower;
  for (let i = 0; i < 6000; i++) mailbox.arrive({ subject: `m${i}`, ...recent(follower, i) });
  await follower.poll();
  assert.equal(follower.mails().length, 6000);
  mailbox.arrive({ subject: "later" });
  await follower.poll();
  assert.deepEqual(follower.mails(), follower.expectedMails());
  assert.deepEqual(follower.server.violations, []);
});

Deno.test("attachments are known by their names alone", async () => {
  await using follower = await Follower.start();
  const attachments = [
    { name: "offer.pdf", contentBytes: "Y2FuYXJ5" },
    { name: "logo.png", isInline: true, contentBytes: "Y2FuYXJ5" },
    { name: "plan.xlsx", contentBytes: "Y2FuYXJ5" },
  ];
  follower.mailbox.arrive({ subject: "with", attachments });
  follower.mailbox.arrive({ subject: "pictures alone", attachments: attachments.slice(1, 2) });
  follower.mailbox.arrive({ subject: "without" });
  await follower.poll();
  const kept = [...follower.events.values()].map(({ event }) => event);
  const names = Object.fromEntries(
    kept.map(({ raw }) => [raw["subject"], raw["attachments"] ?? []]),
  );
  assert.deepEqual(names, {
    with: ["offer.pdf", "plan.xlsx"],
    "pictures alone": [],
    without: [],
  });
  const asked = follower.server.requests.filter(({ path }) => path.endsWith("/attachments"));
  assert.deepEqual(asked.map(({ query }) => query.get("$select")), ["name,isInline"]);
  assert.ok(!JSON.stringify([...follower.events.values()]).includes("Y2FuYXJ5"));
});

Deno.test("one request of a batch that is throttled waits, and the others are stored", async () => {
  await using follower = await Follower.start();
  const { mailbox, server } = follower;
  mailbox.arrive({ subject: "in the inbox" });
  mailbox.arrive({ subject: "sent", folder: "sentitems" });
  await follower.poll();
  mailbox.arrive({ subject: "news in the inbox" });
  mailbox.arrive({ subject: "news that are sent", folder: "sentitems" });
  const inbox = mailbox.folder("inbox").key;
  const began = follower.at(0).getTime();
  let refused = 0;
  let stored: string[] = [];
  server.fault = ({ path }) => {
    if (!path.includes(inbox)) return null;
    if (follower.at(0).getTime() - began < 30_000) {
      refused++;
      return { retryAfter: 30 };
    }
    stored = follower.mails();
    return null;
  };
  await follower.poll();
  assert.equal(refused, 1, "nobody asks before the time");
  assert.ok(follower.at(0).getTime() - began >= 30_000);
  assert.deepEqual(stored, [
    "Inbox in the inbox",
    "Sent Items news that are sent",
    "Sent Items sent",
  ]);
  assert.deepEqual(follower.mails(), follower.expectedMails());
  assert.equal(server.graph.throttle(server.person.id).refused, 0);
});

Deno.test("a token that ends between a batch and what is in it is renewed once", async () => {
  await using follower = await Follower.start();
  const { mailbox, server } = follower;
  mailbox.arrive({ subject: "one" });
  let refused = 0;
  server.fault = () => refused++ < 3 ? { status: 401, code: "InvalidAuthenticationToken" } : null;
  await follower.poll();
  assert.deepEqual(follower.mails(), ["Inbox one"]);
  server.fault = () => ({ status: 401, code: "InvalidAuthenticationToken" });
  await assert.rejects(follower.poll(), { name: "ConnectorError", code: "token_refused" });
});

Deno.test("a folder that is taken out of the bin brings its mails back as they were", async () => {
  await using follower = await Follower.start();
  const { mailbox } = follower;
  const folder = mailbox.createFolder("Plans").key;
  mailbox.arrive({ subject: "in it", folder });
  await follower.poll();
  follower.pass(5);
  mailbox.moveFolder(folder, "deleteditems");
  await follower.poll();
  assert.deepEqual(follower.mails(), []);
  follower.pass(200);
  await follower.poll();
  mailbox.moveFolder(folder, mailbox.root);
  await follower.poll();
  assert.deepEqual(follower.mails(), ["Plans in it"]);
});

Deno.test("what was deleted while a folder or calendar was left out goes when it is chosen again", async () => {
  await using follower = await Follower.start();
  const { mailbox } = follower;
  const { calendars } = mailbox;
  const [folder, other] = ["One", "Two"].map((name) => mailbox.createFolder(name).key);
  const [goes, stays, moves] = ["goes", "stays", "moves"].map((subject) =>
    mailbox.arrive({ subject, folder: folder ?? "" }).key
  );
  mailbox.arrive({ subject: "in two", folder: other ?? "" });
  const date = calendars.add({ subject: "date", at: follower.at(1440) }).key;
  await follower.poll();
  follower.pass(5);
  await follower.leaveOut([folder ?? "", other ?? "", calendars.default.key]);
  await follower.poll();
  follower.pass(5);
  mailbox.remove(goes ?? "");
  mailbox.move(moves ?? "", "inbox");
  mailbox.deleteFolder(other ?? "");
  calendars.remove(date);
  await follower.poll();
  await follower.leaveOut([]);
  // Its list of what was left out outlives a reading that ends behind it.
  follower.crashAfter = 1;
  await follower.poll();
  follower.crashAfter = Infinity;
  await follower.poll();
  assert.ok(stays);
  assert.deepEqual(follower.mails(), ["Inbox moves", "One stays"]);
  assert.deepEqual(
    [...follower.events.values()].filter(({ source, deleted }) =>
      source === "calendar" && !deleted
    ),
    [],
  );
});

Deno.test("mails say what their folder is called now", async () => {
  await using follower = await Follower.start();
  const { mailbox } = follower;
  const folder = mailbox.createFolder("Plans").key;
  mailbox.arrive({ subject: "old", folder, ...recent(follower, 29 * 1440) });
  await follower.poll();
  follower.pass(3 * 1440);
  mailbox.renameFolder(folder, "Archived plans");
  await follower.poll();
  assert.deepEqual(follower.mails(), ["Archived plans old"]);
  follower.requests = 0;
  await follower.poll();
  assert.equal(follower.requests, 1, "and are read no more than once");
});

Deno.test("names of attachments that break off are asked for again", async () => {
  await using follower = await Follower.start();
  const { mailbox, server } = follower;
  mailbox.arrive({ subject: "with", attachments: [{ name: "offer.pdf", contentBytes: "" }] });
  let broken = 0;
  server.fault = ({ path }) =>
    path.endsWith("/attachments") && broken++ === 0 ? { truncated: true } : null;
  await follower.poll();
  assert.equal(broken, 2);
  assert.deepEqual(follower.mails(), ["Inbox with offer.pdf"]);
});

Deno.test("a round that is lost again before it has begun anew still finds what is gone", async () => {
  await using follower = await Follower.start();
  const { mailbox, server } = follower;
  const { key } = mailbox.arrive({ subject: "gone" });
  await follower.poll();
  follower.pass(5);
  mailbox.remove(key);
  server.graph.deltas.expire();
  const inbox = mailbox.folder("inbox").key;
  server.fault = ({ path }) =>
    path.includes(inbox) ? { status: 410, code: "SyncStateNotFound" } : null;
  await follower.poll();
  server.fault = () => null;
  await follower.poll();
  assert.deepEqual(follower.mails(), []);
});

Deno.test("a lost link finds what is gone, however old it has become since it was read", async () => {
  await using follower = await Follower.start();
  const { mailbox, server } = follower;
  const [gone] = ["gone", "stays"].map((subject) =>
    mailbox.arrive({ subject, ...recent(follower, 27 * 1440) }).key
  );
  await follower.poll();
  follower.pass(10 * 1440);
  mailbox.move(gone ?? "", "junkemail");
  server.graph.deltas.expire();
  await follower.poll();
  assert.deepEqual(follower.mails(), ["Inbox stays"]);
});
