import type { Integration } from "../../integration.ts";
import { secretName } from "../../names.ts";
import type { RotateOperation } from "../../operation.ts";
import type { Pool } from "../../pool.ts";
import type { Call } from "../../ports/call.ts";
import type { SecretVerdict } from "../../ports/token-endpoint.ts";
import type { Rotation } from "../../rotation.ts";
import type { Secret } from "../../secret.ts";
import type { Engine } from "../../services.ts";
import { UpstreamError } from "../../upstream.ts";
import type { Held } from "../held.ts";

/** A row whose rotation is at work, held by us. */
export type Rotating = Held<RotateOperation> & { readonly currentRotation: Rotation; readonly clientId: string };

/** Every row with a rotate operation has both; what has not was not written by us. */
export function rotatingOf(row: Held<RotateOperation>): Rotating {
  const { currentRotation, clientId } = row;
  if (currentRotation === undefined || clientId === undefined)
    throw new Error(`integration ${row.id} cannot be rotated`);
  return { ...row, currentRotation, clientId };
}

/** Where the rotation of an integration takes place. */
export interface RotationPlace {
  readonly pool: Pool;
  readonly clientId: string;
  /** The secret's name in Secrets Manager. */
  readonly secret: string;
}

export const placeOf = (
  { deployment }: Pick<Engine, "deployment">,
  row: Pick<Rotating, "id" | "clientId">,
): RotationPlace => ({
  pool: deployment.pool,
  clientId: row.clientId,
  secret: secretName(deployment.name, row.id),
});

/** Whether the token endpoint takes a secret of this integration's client. */
export function verify(
  { tokens, catalogue, deployment }: Pick<Engine, "tokens" | "catalogue" | "deployment">,
  row: Integration & { readonly clientId: string },
  secret: Secret,
  call: Call,
): Promise<SecretVerdict> {
  const connector = catalogue.get(row.connector);
  if (connector === undefined) throw new Error(`integration ${row.id} names a connector that is not in the catalogue`);
  const redirectUri = connector.client(row.settings).callbackUrls[0] ?? "";
  return tokens.verify({ pool: deployment.pool, clientId: row.clientId, secret, redirectUri }, call);
}

/** When a secret of this rotation that is still refused counts as bad: it has as long from when it was seen in Cognito. */
export const provableUntil = (
  { deployment }: Pick<Engine, "deployment">,
  { currentRotation, operation }: Rotating,
): number => currentRotation.proveUntil ?? operation.startedAt + deployment.timing.proveMs;

/** Nothing is promoted, retired or deleted without a clear answer: the operation waits and asks again. */
export const noClearAnswer = (): UpstreamError => new UpstreamError("throttled", "cognito-idp:token", "NoClearAnswer");

/** Data of every event of a rotation. */
export const rotationData = ({ id, reason }: Rotation) => ({ rotationId: id, reason });
