import type { CognitoContext } from "../cognito/context.ts";
import { discoveryDocument } from "./discovery.ts";
import { jwksDocument } from "./jwks.ts";
import type { LoginRequest } from "./login-request.ts";
import { jsonReply, type Reply } from "./reply.ts";

const PATH = /^\/([\w-]+_[0-9A-Za-z]+)\/\.well-known\/(openid-configuration|jwks\.json)$/;

/** Whether a path is one of the two documents of an issuer. */
export const isIssuerPath = (path: string): boolean => PATH.test(path);

/** `GET /<pool id>/.well-known/openid-configuration` and `.../jwks.json`. */
export function issuerDocument(context: CognitoContext, { path }: LoginRequest): Reply {
  const [, poolId = "", name] = PATH.exec(path) ?? [];
  const pool = context.state.pools.get(poolId);
  if (pool === undefined) return jsonReply(404, { message: `User pool ${poolId} does not exist.` });
  return jsonReply(200, name === "jwks.json" ? jwksDocument(pool) : discoveryDocument(context, pool));
}
