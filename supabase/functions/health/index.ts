import { servicesFromEnvironment } from "../../../shared/apps/services.ts";
import { healthApp } from "../../../shared/apps/health.ts";

export default { fetch: healthApp(servicesFromEnvironment()).fetch };
