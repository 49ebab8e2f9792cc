import { chunkText } from "../../shared/embeddings/chunking.ts";
await chunkText("warm up ".repeat(200));
for (const [name, t] of Object.entries({ words: "lorem ipsum dolor ".repeat(11000), as: "a".repeat(200000), b64: Array.from({length: 50000}, () => Math.random().toString(36)[3]).join(""), spaces: "x" + " ".repeat(200000) + "y", punct: "!".repeat(100000), cjk: "日本語".repeat(60000), emoji: "👩‍👩‍👧".repeat(20000) })) {
  const s = performance.now(); const c = await chunkText(t); console.log(name, t.length, c.length, Math.round(performance.now() - s), "ms");
}
