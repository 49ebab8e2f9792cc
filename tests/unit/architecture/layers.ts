/** The layers of `shared/`, top first. An import may stay in its layer or point down the list. */
export const LAYERS: readonly string[] = [
  "apps",
  "jobs",
  "agents",
  "connectors",
  "events",
  "vector",
  "models",
  "resources",
  "contracts",
  "http",
  "database",
  "platform",
];
