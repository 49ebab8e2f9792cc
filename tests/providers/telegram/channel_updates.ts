/** updates.getChannelDifference: each channel has a box of its own. */
import { Api } from "telegram";
import type { Peer } from "./boxes.ts";
import { dialogOf } from "./dialogs.ts";
import { ApiError } from "./errors.ts";
import { PAGE } from "./history.ts";
import { channelOf, type View } from "./peers.ts";
import { around, messageOf } from "./render.ts";
import { changesOf, checkPts } from "./updates.ts";

/** Seconds after which a client may ask again. */
const TIMEOUT = 30;

export function getChannelDifference(view: View, request: Api.updates.GetChannelDifference) {
  const channel = channelOf(view, request.channel);
  const { box } = channel;
  checkPts(request.pts, box);
  const limit = Math.min(Math.max(1, request.limit), PAGE);
  const peer: Peer = { kind: "channel", id: channel.id };
  const entries = box.since(request.pts);
  if (!entries || box.pts - request.pts > view.world.channelGap) {
    const latest = box.with(peer).slice(0, limit);
    return new Api.updates.ChannelDifferenceTooLong({
      ...{ final: true, timeout: TIMEOUT },
      dialog: dialogOf(peer, latest[0]?.id ?? 0, box),
      messages: latest.map((message) => messageOf(view, box, message)),
      ...around(view, latest, [peer]),
    });
  }
  if (entries.length === 0) {
    return new Api.updates.ChannelDifferenceEmpty({
      ...{ final: true, timeout: TIMEOUT, pts: box.pts },
    });
  }
  const filter = request.filter;
  if (filter instanceof Api.ChannelMessagesFilter && filter.ranges.length === 0) {
    throw new ApiError(400, "RANGES_INVALID");
  }
  const slice = entries.slice(0, limit);
  const { newMessages, updates, read } = changesOf(view, box, slice);
  return new Api.updates.ChannelDifference({
    ...{ final: slice.length === entries.length, timeout: TIMEOUT },
    ...{ pts: slice.at(-1)?.pts ?? request.pts, newMessages, otherUpdates: updates },
    ...around(view, read, [peer]),
  });
}
