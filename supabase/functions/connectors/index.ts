import { connectorsApp } from "../../../shared/apps/connectors.ts";
import { servicesFromEnvironment } from "../../../shared/apps/services.ts";

export default { fetch: connectorsApp(servicesFromEnvironment()).fetch };
