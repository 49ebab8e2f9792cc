import { servicesFromEnvironment } from "../../../shared/apps/services.ts";
import { calendarApp } from "../../../shared/apps/calendar.ts";

export default { fetch: calendarApp(servicesFromEnvironment()).fetch };
