import { z } from "zod";
import {
  changeProfileRoute,
  eraseAccountRoute,
  eraseDataRoute,
  type ErasureScope,
  exportAccountRoute,
  getProfileRoute,
} from "../contracts/account.ts";
import { createFunctionApp, requireUser } from "../http/app.ts";
import { requireJson } from "../http/body.ts";
import { entityTag, ifMatch } from "../http/entity_tag.ts";
import { notFound } from "../http/errors.ts";
import { exportLines } from "../resources/export.ts";
import { changeProfile, getProfile } from "../resources/profile.ts";
import type { Services } from "./services.ts";

/** A person's own profile, and their data: to take along, and to erase. */
export function accountApp(services: Services) {
  const app = createFunctionApp("account", services);
  // An app that may read the timeline still takes nobody's whole archive along.
  app.use(requireUser("account", services, () => false));
  app.use(requireJson);

  // Not by openapi(), which takes every answer whose type is like JSON for one document of it.
  app.get(exportAccountRoute.path, (c) => {
    const user = c.get("user");
    const lines = exportLines(services.as(user), services.internal, user.id);
    return c.body(ReadableStream.from(lines).pipeThrough(new TextEncoderStream()), 200, {
      "content-type": "application/jsonl",
      "content-disposition": 'attachment; filename="prometheus.jsonl"',
    });
  });

  return app
    .openapi(getProfileRoute, async (c) => {
      const user = c.get("user");
      const { value, version } = await getProfile(services.as(user), user.id);
      return c.json(value, 200, { etag: entityTag(version) });
    })
    .openapi(changeProfileRoute, async (c) => {
      const user = c.get("user");
      const versions = ifMatch(c.req.valid("header")["if-match"]);
      const change = c.req.valid("json");
      const { value, version } = await changeProfile(
        services.as(user),
        user.id,
        change,
        versions,
      );
      return c.json(value, 200, { etag: entityTag(version) });
    })
    .openapi(eraseDataRoute, async (c) => {
      const scope = c.req.valid("query").source ?? "data";
      return c.json(await erase(services, c.get("user").id, scope), 202);
    })
    .openapi(
      eraseAccountRoute,
      async (c) => c.json(await erase(services, c.get("user").id, "account"), 202),
    );
}

async function erase({ internal }: Services, userId: string, scope: ErasureScope) {
  const id = z.guid().nullable().parse(
    await internal("begin_erasure", { for_user: userId, wanted: scope }),
  );
  if (id === null) throw notFound("profile");
  return { erasure_id: id, scope, status: "queued" as const };
}
