import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from "jose";

type Algorithm = "ES256" | "RS256";

/** A loopback Auth server's key set, with the private keys that only a test may have. */
export interface JwksServer extends AsyncDisposable {
  /** Of `/.well-known/jwks.json`. */
  url: string;
  /** Requests for the key set so far. */
  requests(): number;
  /** What it answers from now on: the keys, or a fault. */
  behave(how: "serve" | "status_500" | "no_json" | "no_keys"): void;
  /** Signs with the published key of this algorithm. */
  sign(algorithm: Algorithm, claims: Record<string, unknown>): Promise<string>;
  /** The published key as PEM, which an attacker can read too. */
  publicPem(algorithm: Algorithm): Promise<string>;
}

/** Serves a new ES256 and a new RS256 key on a free port of 127.0.0.1. */
export async function serveJwks(): Promise<JwksServer> {
  const pairs = {
    ES256: await generateKeyPair("ES256", { extractable: true }),
    RS256: await generateKeyPair("RS256", { extractable: true }),
  };
  const keys = await Promise.all(
    (["ES256", "RS256"] as const).map(async (alg) => ({
      ...await exportJWK(pairs[alg].publicKey),
      kid: `key-${alg}`,
      use: "sig",
      alg,
    })),
  );
  let count = 0;
  let behaviour: Parameters<JwksServer["behave"]>[0] = "serve";
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    if (new URL(request.url).pathname !== "/auth/v1/.well-known/jwks.json") {
      return new Response("not found", { status: 404 });
    }
    count++;
    if (behaviour === "status_500") return new Response("broken", { status: 500 });
    if (behaviour === "no_json") return new Response("<html>");
    return Response.json(behaviour === "no_keys" ? { hello: "world" } : { keys });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/auth/v1/.well-known/jwks.json`,
    requests: () => count,
    behave: (how) => behaviour = how,
    sign: (alg, claims) =>
      new SignJWT(claims).setProtectedHeader({ alg, kid: `key-${alg}` })
        .sign(pairs[alg].privateKey),
    publicPem: (alg) => exportSPKI(pairs[alg].publicKey),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
