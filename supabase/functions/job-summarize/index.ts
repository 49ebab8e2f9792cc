import { platformFromEnvironment } from "../../../shared/platform/platform.ts";
import { jobSummarizeApp } from "./routes.ts";

export default { fetch: jobSummarizeApp(platformFromEnvironment()).fetch };
