import { listTasks } from "../../../shared/resources/tasks.ts";
import { listTasksRoute, taskList } from "../../../shared/contracts/tasks.ts";
import { createFunctionApp, requireUser } from "../../../shared/platform/http_app.ts";
import type { Platform } from "../../../shared/platform/platform.ts";

/** GET / : the caller's tasks. */
export function tasksApp(platform: Platform) {
  const app = createFunctionApp("tasks", platform);
  app.use(requireUser("tasks", platform));

  return app.openapi(listTasksRoute, async (c) => {
    const tasks = await listTasks(platform.as(c.get("user")), c.req.valid("query"));
    return c.json(taskList(tasks), 200);
  });
}
