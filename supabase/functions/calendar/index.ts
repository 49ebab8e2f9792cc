import { platformFromEnvironment } from "../../../shared/platform/platform.ts";
import { calendarApp } from "./routes.ts";

export default { fetch: calendarApp(platformFromEnvironment()).fetch };
