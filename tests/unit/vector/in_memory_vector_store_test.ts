import { vectorStoreContract } from "../../support/vector/contract.ts";
import { InMemoryVectorStore } from "../../support/vector/in_memory_vector_store.ts";
import { FakeObjects } from "../../support/vector/fake_objects.ts";

vectorStoreContract(
  "InMemoryVectorStore",
  () => {
    const objects = new FakeObjects();
    return Promise.resolve({
      store: new InMemoryVectorStore(8, objects, objects),
      dimensions: 8,
      newPerson: () => Promise.resolve(crypto.randomUUID()),
      newObjects: (userId, objectType, count) =>
        Promise.resolve(Array.from({ length: count }, () => objects.add(userId, objectType, ""))),
      newNote: (userId, text) => Promise.resolve(objects.add(userId, "note", text)),
      versionOf: async (ref) => [...(await objects.versionsOf([ref])).values()].join(),
      changeNote: ({ objectId }) => Promise.resolve(objects.change(objectId)),
      deleteNote: ({ objectId }) => Promise.resolve(objects.remove(objectId)),
      runs: 300,
    });
  },
  (name, run) => Deno.test(name, run),
);
