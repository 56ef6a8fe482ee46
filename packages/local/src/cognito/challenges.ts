import { createHash, randomBytes } from "node:crypto";
import type { CognitoContext } from "./context.ts";
import { invalidParameter, notAuthorized } from "./errors.ts";
import { newOpaqueToken } from "./ids.ts";
import { schemaOf } from "./schema.ts";
import { isSrpPublicValue, srpChallenge, srpSignature, srpVerifier } from "./srp.ts";
import type { AuthChallenge, Client, Pool, User } from "./state.ts";

export interface Challenge {
  readonly ChallengeName: "NEW_PASSWORD_REQUIRED" | "PASSWORD_VERIFIER";
  readonly ChallengeParameters: Readonly<Record<string, string>>;
  readonly Session?: string;
}

/** Asks a user with a temporary password for a new one. */
export function newPasswordChallenge(context: CognitoContext, pool: Pool, client: Client, user: User): Challenge {
  const session = newOpaqueToken();
  const { username } = user;
  store(context, client, session, (base) => ({ ...base, kind: "new-password", username }));
  const missing = schemaOf(pool).filter(({ Name, Required }) => Required === true && !user.attributes[Name]);
  const { sub: _sub, ...attributes } = user.attributes;
  return {
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    Session: session,
    ChallengeParameters: {
      USER_ID_FOR_SRP: username,
      requiredAttributes: JSON.stringify(missing.map(({ Name }) => `userAttributes.${Name}`)),
      userAttributes: JSON.stringify(attributes),
    },
  };
}

/**
 * Asks for a proof of the password (USER_SRP_AUTH). For a user who does not exist (`user` absent) the challenge looks the same, with the
 * same salt for the same name. Throws `InvalidParameterException` for an unusable `SRP_A`.
 */
export function passwordVerifierChallenge(
  context: CognitoContext,
  client: Client,
  request: { readonly username: string; readonly srpA: string; readonly user?: User | undefined },
): Challenge {
  const { username, srpA, user } = request;
  if (!isSrpPublicValue(srpA)) throw invalidParameter("Invalid SRP_A");
  const userId = user?.username ?? inventedUserId(client.poolId, username);
  const { salt, verifier } = user?.srp ?? invented(client.poolId, userId);
  const { b, srpB } = srpChallenge(verifier);
  const secretBlock = randomBytes(96).toString("base64");
  const known = user === undefined ? {} : { username: user.username };
  store(context, client, secretBlock, (base) => ({ ...base, kind: "srp", ...known, userId, secretBlock, srpA, b }));
  return {
    ChallengeName: "PASSWORD_VERIFIER",
    ChallengeParameters: {
      USER_ID_FOR_SRP: userId,
      USERNAME: userId,
      SALT: salt,
      SRP_B: srpB,
      SECRET_BLOCK: secretBlock,
    },
  };
}

/** A user id in the form of a UUID, always the same for the same name (RFC 5054, section 2.5.1.3). */
function inventedUserId(poolId: string, username: string): string {
  const hex = createHash("sha256").update(`${poolId}/${username}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function invented(poolId: string, userId: string): { readonly salt: string; readonly verifier: string } {
  const salt = createHash("sha256").update(`salt/${poolId}/${userId}`).digest("hex").slice(0, 32);
  return { salt, verifier: srpVerifier(poolId, userId, salt).verifier };
}

/** Whether the answer to a PASSWORD_VERIFIER challenge proves the user's present password. */
export function provesPassword(
  challenge: AuthChallenge & { readonly kind: "srp" },
  user: User | undefined,
  answer: { readonly signature: string; readonly timestamp: string },
): boolean {
  if (user?.srp === undefined) return false;
  const { poolId, userId, srpA, b, secretBlock } = challenge;
  const { verifier } = user.srp;
  return (
    srpSignature({ poolId, userId, srpA, b, secretBlock, verifier, timestamp: answer.timestamp }) === answer.signature
  );
}

/** Takes the challenge that a caller answers; each can be answered once. Throws `NotAuthorizedException`. */
export function takeChallenge<Kind extends AuthChallenge["kind"]>(
  context: CognitoContext,
  client: Client,
  kind: Kind,
  session: string,
): Extract<AuthChallenge, { kind: Kind }> {
  const challenge = context.state.challenges.get(session);
  if (challenge === undefined || challenge.clientId !== client.id || !isKind(challenge, kind)) {
    throw notAuthorized("Invalid session for the user.");
  }
  context.state.challenges.delete(session);
  if (challenge.expiresAt <= context.clock.now()) {
    throw notAuthorized("Invalid session for the user, session is expired.");
  }
  return challenge;
}

const isKind = <Kind extends AuthChallenge["kind"]>(
  challenge: AuthChallenge,
  kind: Kind,
): challenge is Extract<AuthChallenge, { kind: Kind }> => challenge.kind === kind;

type Base = Pick<AuthChallenge, "poolId" | "clientId" | "expiresAt">;

function store(context: CognitoContext, client: Client, key: string, complete: (base: Base) => AuthChallenge): void {
  const minutes = Number(client.settings["AuthSessionValidity"] ?? 3);
  const expiresAt = context.clock.now() + minutes * 60_000;
  context.state.challenges.put(key, complete({ poolId: client.poolId, clientId: client.id, expiresAt }));
}
