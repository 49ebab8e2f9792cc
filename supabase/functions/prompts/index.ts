import { platformFromEnvironment } from "../../../shared/platform/platform.ts";
import { promptsApp } from "./routes.ts";

export default { fetch: promptsApp(platformFromEnvironment()).fetch };
