import { servicesFromEnvironment } from "../../../shared/apps/services.ts";
import { draftsApp } from "../../../shared/apps/drafts.ts";

export default { fetch: draftsApp(servicesFromEnvironment()).fetch };
