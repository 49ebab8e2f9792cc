import { servicesFromEnvironment } from "../../../shared/apps/services.ts";
import { jobEmbedApp } from "../../../shared/apps/job_embed.ts";

export default { fetch: jobEmbedApp(servicesFromEnvironment()).fetch };
