import { listTasks } from "../resources/tasks.ts";
import { listTasksRoute } from "../contracts/tasks.ts";
import { createFunctionApp, requireUser } from "../http/app.ts";
import { requireJson } from "../http/body.ts";
import type { Services } from "./services.ts";

/** GET / : the caller's tasks, page by page. */
export function tasksApp(services: Services) {
  const app = createFunctionApp("tasks", services);
  app.use(requireUser("tasks", services));
  app.use(requireJson);

  return app.openapi(listTasksRoute, async (c) => {
    const page = await listTasks(services.as(c.get("user")), c.req.valid("query"));
    return c.json(page, 200);
  });
}
