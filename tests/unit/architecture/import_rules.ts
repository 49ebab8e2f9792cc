/** Which module may import which, in the words of dependency-cruiser. Paths are the project's. */
import type { IForbiddenRuleType } from "dependency-cruiser";
import { LAYERS } from "./layers.ts";

/** Packages and built-in modules have other kinds; a module of the project is local. */
const local = ["local"] as const;

/** One rule a layer: nothing in it imports a layer above it. */
const layerRules = LAYERS.slice(1).map((layer, index): IForbiddenRuleType => ({
  name: `imports-point-down-from-${layer}`,
  severity: "error",
  from: { path: `^shared/${layer}/` },
  to: { path: `^shared/(${LAYERS.slice(0, index + 1).join("|")})/` },
}));

export const importRules: IForbiddenRuleType[] = [
  ...layerRules,
  {
    name: "no-cycles",
    comment: "Cycles of types alone count: who reads one of the files must read them all",
    severity: "error",
    from: {},
    to: { circular: true },
  },
  {
    name: "shared-imports-only-shared",
    severity: "error",
    from: { path: "^shared/" },
    to: { dependencyTypes: [...local], pathNot: "^shared/" },
  },
  {
    name: "functions-import-only-apps",
    severity: "error",
    from: { path: "^supabase/functions/" },
    to: { pathNot: "^shared/apps/" },
  },
  {
    name: "embedded-knows-nothing-of-the-product",
    severity: "error",
    from: { path: "^supabase/embedded/" },
    to: { dependencyTypes: [...local], pathNot: "^supabase/embedded/" },
  },
  {
    name: "commands-import-only-what-ships",
    severity: "error",
    from: { path: "^supabase/commands/" },
    to: { dependencyTypes: [...local], pathNot: "^(shared|supabase/(commands|embedded))/" },
  },
  {
    name: "intents-know-no-sibling",
    severity: "error",
    from: { path: "^shared/agents/intents/([^/]+)/" },
    to: { path: "^shared/agents/intents/[^/]+/", pathNot: "^shared/agents/intents/$1/" },
  },
  {
    name: "providers-know-no-sibling",
    comment: "tokens/ and oauth/ are what all of them use, and themselves know none of them",
    severity: "error",
    from: { path: "^shared/connectors/([^/]+)/" },
    to: {
      path: "^shared/connectors/[^/]+/",
      pathNot: "^shared/connectors/($1|tokens|oauth)/",
    },
  },
  {
    name: "one-room-knows-the-telegram-library",
    comment: "So that its successor is one import away, and nobody loads it by accident",
    severity: "error",
    from: {
      path: "^(shared|supabase)/",
      pathNot: "^shared/connectors/telegram/library/",
    },
    to: { path: "^(telegram|big-integer)(/|$)" },
  },
  {
    name: "versions-stand-in-the-import-map",
    severity: "error",
    from: { path: "^(shared|supabase)/" },
    to: { path: "^(npm|jsr|https?|file):" },
  },
  {
    name: "only-platform-reads-the-process",
    comment: "Modules that hand out the environment or a clock under another name than the global",
    severity: "error",
    from: { path: "^(shared/(?!platform/)|supabase/functions/)" },
    to: { path: "^(node:)?(process|perf_hooks)$" },
  },
];
