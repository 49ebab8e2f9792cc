import { servicesFromEnvironment } from "../../../shared/apps/services.ts";
import { tasksApp } from "../../../shared/apps/tasks.ts";

export default { fetch: tasksApp(servicesFromEnvironment()).fetch };
