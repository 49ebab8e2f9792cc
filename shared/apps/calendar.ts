import * as calendar from "../resources/calendar.ts";
import {
  createCalendarRoute,
  deleteCalendarRoute,
  getCalendarRoute,
  listCalendarRoute,
  updateCalendarRoute,
} from "../contracts/calendar.ts";
import { createFunctionApp, requireUser } from "../http/app.ts";
import { requireJson } from "../http/body.ts";
import type { Services } from "./services.ts";

/** The in-app calendar: list, create, read, change, delete. */
export function calendarApp(services: Services) {
  const app = createFunctionApp("calendar", services);
  app.use(requireUser("calendar", services));
  app.use(requireJson);

  return app
    .openapi(listCalendarRoute, async (c) => {
      const page = await calendar.listEvents(services.as(c.get("user")), c.req.valid("query"));
      return c.json(page, 200);
    })
    .openapi(
      createCalendarRoute,
      async (c) =>
        c.json(await calendar.createEvent(services.as(c.get("user")), c.req.valid("json")), 201),
    )
    .openapi(
      getCalendarRoute,
      async (c) =>
        c.json(await calendar.getEvent(services.as(c.get("user")), c.req.valid("param").id), 200),
    )
    .openapi(updateCalendarRoute, async (c) => {
      const { id } = c.req.valid("param");
      return c.json(
        await calendar.updateEvent(services.as(c.get("user")), id, c.req.valid("json")),
        200,
      );
    })
    .openapi(deleteCalendarRoute, async (c) => {
      await calendar.deleteEvent(services.as(c.get("user")), c.req.valid("param").id);
      return c.body(null, 204);
    });
}
