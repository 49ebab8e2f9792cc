import { platformFromEnvironment } from "../../../shared/platform/platform.ts";
import { jobRetainApp } from "./routes.ts";

export default { fetch: jobRetainApp(platformFromEnvironment()).fetch };
