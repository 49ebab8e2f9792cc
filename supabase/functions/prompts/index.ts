import { servicesFromEnvironment } from "../../../shared/apps/services.ts";
import { promptsApp } from "../../../shared/apps/prompts.ts";

export default { fetch: promptsApp(servicesFromEnvironment()).fetch };
