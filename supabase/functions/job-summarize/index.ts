import { servicesFromEnvironment } from "../../../shared/apps/services.ts";
import { jobSummarizeApp } from "../../../shared/apps/job_summarize.ts";

export default { fetch: jobSummarizeApp(servicesFromEnvironment()).fetch };
