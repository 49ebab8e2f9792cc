import { servicesFromEnvironment } from "../../../shared/apps/services.ts";
import { webhookSlackApp } from "../../../shared/apps/webhook_slack.ts";

export default { fetch: webhookSlackApp(servicesFromEnvironment()).fetch };
