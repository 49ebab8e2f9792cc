import { createModel } from "../../../supabase/embedded/embeddings/model.ts";
import { MODEL_DIMENSIONS } from "../../../supabase/embedded/embeddings/protocol.ts";
import { seeded } from "./random.ts";
import { DIMENSIONS } from "./topics.ts";

/** Vectors of real texts, some of them held out as questions. */
export interface TextCorpus {
  name: string;
  /** Whose they are. */
  id: string;
  vectors: Float32Array[];
  questions: Float32Array[];
}

/**
 * The messages of a Slack export through the local model, twice: as they are stored, 512 live
 * dimensions and zeros; and turned at random into 1536 live dimensions, which keeps their distances.
 *
 * @param most texts; each is taken once
 */
export async function textCorpora(
  folder: string,
  most: number,
  questions: number,
  seed: number,
): Promise<TextCorpus[]> {
  const texts = (await readTexts(folder)).slice(0, most);
  const model = createModel();
  const vectors: Float32Array[] = [];
  try {
    for (let start = 0; start < texts.length; start += 64) {
      vectors.push(...(await model.embed(texts.slice(start, start + 64))).vectors);
    }
  } finally {
    model.close();
  }
  const random = seeded(seed);
  const turn = new Float32Array(MODEL_DIMENSIONS * DIMENSIONS);
  for (let i = 0; i < turn.length; i++) turn[i] = random.normal() / Math.sqrt(DIMENSIONS);
  const corpus = (name: string, widen: (vector: Float32Array) => Float32Array): TextCorpus => {
    const wide = vectors.map(widen);
    return {
      name,
      id: random.uuid(),
      vectors: wide.slice(questions),
      questions: wide.slice(0, questions),
    };
  };
  return [
    corpus("texts, 512 live dimensions", (vector) => {
      const wide = new Float32Array(DIMENSIONS);
      wide.set(vector);
      return wide;
    }),
    corpus("texts, 1536 live dimensions", (vector) => {
      const wide = new Float32Array(DIMENSIONS);
      for (const [row, value] of vector.entries()) {
        for (let i = 0; i < DIMENSIONS; i++) {
          wide[i] = (wide[i] ?? 0) + value * (turn[row * DIMENSIONS + i] ?? 0);
        }
      }
      return wide;
    }),
  ];
}

/** Each text of the export once, in an order that mixes channels. */
async function readTexts(folder: string): Promise<string[]> {
  const texts = new Set<string>();
  for await (const channel of Deno.readDir(folder)) {
    if (!channel.isDirectory) continue;
    for await (const { name } of Deno.readDir(`${folder}/${channel.name}`)) {
      if (!name.endsWith(".json")) continue;
      const messages: unknown = JSON.parse(
        await Deno.readTextFile(`${folder}/${channel.name}/${name}`),
      );
      if (!Array.isArray(messages)) continue;
      for (const message of messages) {
        const text = typeof message?.text === "string" ? message.text.trim() : "";
        if (text.length > 3) texts.add(text);
      }
    }
  }
  const random = seeded(texts.size);
  return [...texts].sort().map((text) => ({ text, place: random.uniform() }))
    .sort((a, b) => a.place - b.place).map(({ text }) => text);
}
