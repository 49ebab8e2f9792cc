import { servicesFromEnvironment } from "../../../shared/apps/services.ts";
import { jobRetainApp } from "../../../shared/apps/job_retain.ts";

export default { fetch: jobRetainApp(servicesFromEnvironment()).fetch };
