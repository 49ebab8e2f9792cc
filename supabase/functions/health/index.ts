import { platformFromEnvironment } from "../../../shared/platform/platform.ts";
import { healthApp } from "./routes.ts";

export default { fetch: healthApp(platformFromEnvironment()).fetch };
