import * as tasks from "../resources/tasks.ts";
import {
  changeTaskRoute,
  createTaskRoute,
  deleteTaskRoute,
  getTaskRoute,
  listTasksRoute,
} from "../contracts/tasks.ts";
import { createFunctionApp, requireUser } from "../http/app.ts";
import { requireJson } from "../http/body.ts";
import { entityTag, ifMatch } from "../http/entity_tag.ts";
import { answerOnce } from "../http/idempotency.ts";
import type { Services } from "./services.ts";

/** The caller's tasks: list page by page, create, read, change, delete. */
export function tasksApp(services: Services) {
  const app = createFunctionApp("tasks", services);
  app.use(requireUser("tasks", services));
  app.use(requireJson);
  app.use(answerOnce(services));

  return app
    .openapi(listTasksRoute, async (c) => {
      const page = await tasks.listTasks(services.as(c.get("user")), c.req.valid("query"));
      return c.json(page, 200);
    })
    .openapi(createTaskRoute, async (c) => {
      const { value, version } = await tasks.createTask(
        services.as(c.get("user")),
        c.req.valid("json"),
        c.get("requestKey"),
      );
      return c.json(value, 201, { etag: entityTag(version) });
    })
    .openapi(getTaskRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { value, version } = await tasks.getTask(services.as(c.get("user")), id);
      return c.json(value, 200, { etag: entityTag(version) });
    })
    .openapi(changeTaskRoute, async (c) => {
      const { value, version } = await tasks.changeTask(
        services.as(c.get("user")),
        c.req.valid("param").id,
        c.req.valid("json"),
        ifMatch(c.req.valid("header")["if-match"]),
      );
      return c.json(value, 200, { etag: entityTag(version) });
    })
    .openapi(deleteTaskRoute, async (c) => {
      const versions = ifMatch(c.req.valid("header")["if-match"]);
      await tasks.deleteTask(services.as(c.get("user")), c.req.valid("param").id, versions);
      return c.body(null, 204);
    });
}
