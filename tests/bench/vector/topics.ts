import { type Random, seeded } from "./random.ts";

export const DIMENSIONS = 1536;

/** Directions in which texts differ; a text is about a few of them. */
const ATOMS = 1024;
const TOPICS = 512;
const ATOMS_OF_TOPIC = 12;
const ATOMS_OF_TEXT = 6;
/** Length of the part of a vector that nothing explains, relative to the rest. */
const NOISE = 0.3;
const NOISE_TABLE = 1 << 20;

interface Topic {
  atoms: Uint16Array;
  weights: Float32Array;
}

/** Vectors that lie in clusters of few directions, as embeddings of texts do. */
export interface TopicModel {
  readonly topics: number;
  /** A unit vector of a text on the topic, into `into` (1536 floats). */
  sample(topic: number, random: Random, into: Float32Array): void;
}

/**
 * A dictionary of random directions, topics as weighted sets of them, texts as perturbed topics
 * with a few directions of their own. All vectors share a common direction, as those of
 * text-embedding-ada-002 do. Texts of one topic differ in about 18 directions, not in 1536
 * independent ones: there every text would be as far from every other.
 */
export function topicModel(seed: number): TopicModel {
  const random = seeded(seed);
  const atoms = new Float32Array(ATOMS * DIMENSIONS);
  for (let i = 0; i < atoms.length; i++) atoms[i] = random.normal() / Math.sqrt(DIMENSIONS);
  const common = atoms.slice(0, DIMENSIONS);
  const noise = new Float32Array(NOISE_TABLE);
  for (let i = 0; i < noise.length; i++) noise[i] = random.normal() / Math.sqrt(DIMENSIONS);
  const topics: Topic[] = Array.from({ length: TOPICS }, () => ({
    atoms: Uint16Array.from({ length: ATOMS_OF_TOPIC }, () => 1 + random.below(ATOMS - 1)),
    weights: Float32Array.from({ length: ATOMS_OF_TOPIC }, () => 0.5 + random.uniform()),
  }));

  const add = (into: Float32Array, atom: number, weight: number) => {
    const start = atom * DIMENSIONS;
    for (let i = 0; i < DIMENSIONS; i++) {
      into[i] = (into[i] ?? 0) + weight * (atoms[start + i] ?? 0);
    }
  };

  return {
    topics: TOPICS,
    sample(topic, source, into) {
      const chosen = topics[topic];
      if (chosen === undefined) throw new Error(`There is no topic ${topic}`);
      into.set(common);
      for (const [i, atom] of chosen.atoms.entries()) {
        add(into, atom, (chosen.weights[i] ?? 0) * (0.4 + 0.8 * source.uniform()) * 0.5);
      }
      for (let i = 0; i < ATOMS_OF_TEXT; i++) {
        add(into, 1 + source.below(ATOMS - 1), 0.6 * source.uniform());
      }
      const offset = source.below(NOISE_TABLE - DIMENSIONS);
      let square = 0;
      for (let i = 0; i < DIMENSIONS; i++) {
        const value = (into[i] ?? 0) + NOISE * (noise[offset + i] ?? 0);
        into[i] = value;
        square += value * value;
      }
      const scale = 1 / Math.sqrt(square);
      for (let i = 0; i < DIMENSIONS; i++) into[i] = (into[i] ?? 0) * scale;
    },
  };
}
