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
import { entityTag, ifMatch } from "../http/entity_tag.ts";
import { answerOnce } from "../http/idempotency.ts";
import type { Services } from "./services.ts";

/** The in-app calendar: list, create, read, change, delete. */
export function calendarApp(services: Services) {
  const app = createFunctionApp("calendar", services);
  app.use(requireUser("calendar", services));
  app.use(requireJson);
  app.use(answerOnce(services));

  return app
    .openapi(listCalendarRoute, async (c) => {
      const page = await calendar.listEvents(services.as(c.get("user")), c.req.valid("query"));
      return c.json(page, 200);
    })
    .openapi(createCalendarRoute, async (c) => {
      const { value, version } = await calendar.createEvent(
        services.as(c.get("user")),
        c.req.valid("json"),
        c.get("requestKey"),
      );
      return c.json(value, 201, { etag: entityTag(version) });
    })
    .openapi(getCalendarRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { value, version } = await calendar.getEvent(services.as(c.get("user")), id);
      return c.json(value, 200, { etag: entityTag(version) });
    })
    .openapi(updateCalendarRoute, async (c) => {
      const { value, version } = await calendar.updateEvent(
        services.as(c.get("user")),
        c.req.valid("param").id,
        c.req.valid("json"),
        ifMatch(c.req.valid("header")["if-match"]),
      );
      return c.json(value, 200, { etag: entityTag(version) });
    })
    .openapi(deleteCalendarRoute, async (c) => {
      const versions = ifMatch(c.req.valid("header")["if-match"]);
      await calendar.deleteEvent(services.as(c.get("user")), c.req.valid("param").id, versions);
      return c.body(null, 204);
    });
}
