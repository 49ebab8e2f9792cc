import { platformFromEnvironment } from "../../../shared/platform/platform.ts";
import { jobEmbedApp } from "./routes.ts";

export default { fetch: jobEmbedApp(platformFromEnvironment()).fetch };
