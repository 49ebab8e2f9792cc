import { servicesFromEnvironment } from "../../../shared/apps/services.ts";
import { webhookApp } from "../../../shared/apps/webhook.ts";

export default { fetch: webhookApp("outlook", servicesFromEnvironment()).fetch };
