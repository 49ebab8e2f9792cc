import { mcpApp } from "../../../shared/apps/mcp.ts";
import { servicesFromEnvironment } from "../../../shared/apps/services.ts";

export default { fetch: mcpApp(servicesFromEnvironment()).fetch };
