/** help.getConfig. */
import { Api } from "telegram";

/** Where a data centre of this network listens on the loopback. */
export interface Address {
  id: number;
  port: number;
}

/** @param id the data centre that answers; `seconds` since 1970 */
export function configOf(id: number, addresses: readonly Address[], seconds: number): Api.Config {
  return new Api.Config({
    date: seconds,
    expires: seconds + 3600,
    testMode: false,
    thisDc: id,
    dcOptions: addresses.map((address) => new Api.DcOption({ ...address, ipAddress: "127.0.0.1" })),
    dcTxtDomainName: "localhost",
    chatSizeMax: 200,
    megagroupSizeMax: 200_000,
    forwardedCountMax: 100,
    onlineUpdatePeriodMs: 210_000,
    offlineBlurTimeoutMs: 5_000,
    offlineIdleTimeoutMs: 30_000,
    onlineCloudTimeoutMs: 300_000,
    notifyCloudDelayMs: 30_000,
    notifyDefaultDelayMs: 1_500,
    pushChatPeriodMs: 60_000,
    pushChatLimit: 2,
    editTimeLimit: 172_800,
    revokeTimeLimit: 2_147_483_647,
    revokePmTimeLimit: 2_147_483_647,
    ratingEDecay: 2_419_200,
    stickersRecentLimit: 200,
    channelsReadMediaPeriod: 604_800,
    callReceiveTimeoutMs: 20_000,
    callRingTimeoutMs: 90_000,
    callConnectTimeoutMs: 30_000,
    callPacketTimeoutMs: 10_000,
    meUrlPrefix: "https://t.me/",
    captionLengthMax: 1024,
    messageLengthMax: 4096,
    webfileDcId: 4,
  });
}
