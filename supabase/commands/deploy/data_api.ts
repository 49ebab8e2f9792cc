import type { PlanStep } from "./step.ts";

/** The schemas of config.toml, exposed to the Data API beside what the project exposes already. */
export const planDataApi: PlanStep = async ({ management, config }) => {
  const present = await management.dataApi();
  const schemas = missing(present.db_schema, config.api.schemas);
  const searched = missing(present.db_extra_search_path, config.api.extra_search_path);
  return {
    title: "Data API",
    changes: [
      ...schemas.map((name) => `expose the schema ${name}`),
      ...searched.map((name) => `search the schema ${name}`),
    ],
    apply: () =>
      management.setDataApi({
        db_schema: [...listed(present.db_schema), ...schemas].join(","),
        db_extra_search_path: [...listed(present.db_extra_search_path), ...searched].join(","),
      }),
  };
};

function listed(names: string): string[] {
  return names.split(",").map((name) => name.trim()).filter((name) => name !== "");
}

function missing(present: string, wanted: readonly string[]): string[] {
  return wanted.filter((name) => !listed(present).includes(name));
}
