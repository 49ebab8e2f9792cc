/** Writes docs/openapi.json from the schemas that the functions validate with: `npx -y deno@2.9.6 task openapi`. */
import { openApiDocument } from "../shared/contracts/openapi.ts";

const target = new URL("openapi.json", import.meta.url);
await Deno.writeTextFile(target, JSON.stringify(openApiDocument(), null, 2) + "\n");
