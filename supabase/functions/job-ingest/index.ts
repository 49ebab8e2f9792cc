import { servicesFromEnvironment } from "../../../shared/apps/services.ts";
import { jobIngestApp } from "../../../shared/apps/job_ingest.ts";

export default { fetch: jobIngestApp(servicesFromEnvironment()).fetch };
