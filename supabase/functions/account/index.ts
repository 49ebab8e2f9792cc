import { servicesFromEnvironment } from "../../../shared/apps/services.ts";
import { accountApp } from "../../../shared/apps/account.ts";

export default { fetch: accountApp(servicesFromEnvironment()).fetch };
