import * as calendar from "../../../shared/resources/calendar.ts";
import {
  createCalendarRoute,
  deleteCalendarRoute,
  getCalendarRoute,
  listCalendarRoute,
  updateCalendarRoute,
} from "../../../shared/contracts/calendar.ts";
import { createFunctionApp, requireUser } from "../../../shared/platform/http_app.ts";
import type { Platform } from "../../../shared/platform/platform.ts";

/** The in-app calendar: list, create, read, change, delete. */
export function calendarApp(platform: Platform) {
  const app = createFunctionApp("calendar", platform);
  app.use(requireUser("calendar", platform));

  return app
    .openapi(listCalendarRoute, async (c) => {
      const events = await calendar.listEvents(platform.as(c.get("user")), c.req.valid("query"));
      return c.json({ events, total: events.length }, 200);
    })
    .openapi(
      createCalendarRoute,
      async (c) =>
        c.json(await calendar.createEvent(platform.as(c.get("user")), c.req.valid("json")), 201),
    )
    .openapi(
      getCalendarRoute,
      async (c) =>
        c.json(await calendar.getEvent(platform.as(c.get("user")), c.req.valid("param").id), 200),
    )
    .openapi(updateCalendarRoute, async (c) => {
      const { id } = c.req.valid("param");
      return c.json(
        await calendar.updateEvent(platform.as(c.get("user")), id, c.req.valid("json")),
        200,
      );
    })
    .openapi(deleteCalendarRoute, async (c) => {
      await calendar.deleteEvent(platform.as(c.get("user")), c.req.valid("param").id);
      return c.body(null, 204);
    });
}
