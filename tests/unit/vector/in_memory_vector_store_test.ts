import { vectorStoreContract } from "../../support/vector/contract.ts";
import { InMemoryVectorStore } from "../../support/vector/in_memory_vector_store.ts";

vectorStoreContract(
  "InMemoryVectorStore",
  () =>
    Promise.resolve({
      store: new InMemoryVectorStore(8),
      dimensions: 8,
      newPerson: () => Promise.resolve(crypto.randomUUID()),
      newObjects: (_user, _type, count) =>
        Promise.resolve(Array.from({ length: count }, () => crypto.randomUUID())),
      runs: 300,
    }),
  (name, run) => Deno.test(name, run),
);
