import { platformFromEnvironment } from "../../../shared/platform/platform.ts";
import { jobIngestApp } from "./routes.ts";

export default { fetch: jobIngestApp(platformFromEnvironment()).fetch };
