import { platformFromEnvironment } from "../../../shared/platform/platform.ts";
import { tasksApp } from "./routes.ts";

export default { fetch: tasksApp(platformFromEnvironment()).fetch };
