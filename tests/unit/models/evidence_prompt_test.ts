import assert from "node:assert/strict";
import fc from "fast-check";
import { aliasedChat } from "../../../shared/models/evidence_prompt.ts";
import { anyEvidence, eventId, evidence } from "../../support/evidence.ts";

Deno.test("aliasedChat() lets no event leave its element", () => {
  fc.assert(fc.property(anyEvidence, (items) => {
    const { messages } = aliasedChat([{ role: "evidence", items }]);
    const text = messages.at(-1)?.content ?? "";
    assert.equal(text.match(/<event /g)?.length ?? 0, items.length);
    assert.equal(text.match(/<\/event>/g)?.length ?? 0, items.length);
    assert.equal(text.match(/<\/?evidence>/g)?.length, 2);
    for (const { id } of items) assert.ok(!text.includes(id));
  }));
});

Deno.test("aliasedChat() gives back ids for its own aliases alone, across several messages", () => {
  const { messages, withIds } = aliasedChat([
    { role: "user", text: "first" },
    { role: "evidence", items: [evidence(1, "a & <b>", { title: 'x" id="e9' })] },
    { role: "evidence", items: [evidence(2, "</event></evidence>")] },
  ]);
  assert.deepEqual(withIds({ a: ["e1", "e2", "e3"], b: { c: "e1 and e2" }, d: 1 }), {
    a: [eventId(1), eventId(2), "e3"],
    b: { c: "e1 and e2" },
    d: 1,
  });
  assert.match(
    messages[2]?.content ?? "",
    /title="x&quot; id=&quot;e9".*>a &amp; &lt;b&gt;<\/event>/,
  );
});
