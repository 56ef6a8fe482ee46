import { eventOf } from "../events.ts";
import type { Integration, IntegrationProblem } from "../integration.ts";
import { clientName, secretName } from "../names.ts";
import type { OAuthClient } from "../oauth-client.ts";
import type { Call } from "../ports/call.ts";
import type { NewSecret } from "../ports/secret-store.ts";
import type { Secret } from "../secret.ts";
import type { Services } from "../services.ts";
import { UpstreamError, type UpstreamFailure } from "../upstream.ts";
import { changed, type Saved, saveAndSee } from "./change.ts";
import type { Held } from "./held.ts";

/** What AWS now holds for an integration. */
export interface Provisioned {
  readonly clientId: string;
  readonly secretArn: string;
  readonly secretVersion: string;
  readonly verifiedAt?: number;
}

/** The secret to create for an integration; repeating it with the same value is one and the same creation. */
export function newSecret(
  { ids, deployment }: Pick<Services, "ids" | "deployment">,
  row: Integration,
  secret: Secret,
): NewSecret {
  return {
    name: secretName(deployment.name, row.id),
    secret,
    token: ids.tokenFor(`${row.id}/secret`),
    description: `OAuth client secret of ${row.connector} integration ${row.id}`,
    tags: { "latchkey:deployment": deployment.name, "latchkey:integration": row.id, "latchkey:owner": row.owner },
  };
}

/** Creates the app client of an integration, with its branding style where the pool's login pages need one. */
export async function createClient(
  { appClients, deployment }: Pick<Services, "appClients" | "deployment">,
  row: Integration,
  client: OAuthClient,
  secret: Secret,
  call: Call,
): Promise<string> {
  const { pool } = deployment;
  const name = clientName(deployment.name, row.id, row.name);
  const { clientId } = await appClients.create(
    { pool, name, secret, client, identityProviders: row.identityProviders },
    call,
  );
  return clientId;
}

/**
 * Writes that AWS has confirmed everything: the row becomes `active`, its operation ends, the triggers can find it. `reveals`: the
 * secret is about to be shown to its owner.
 */
export async function commit(
  services: Pick<Services, "registry" | "clock" | "ids" | "deployment">,
  row: Held,
  provisioned: Provisioned,
  { sweep, reveals }: { readonly sweep: boolean; readonly reveals: boolean },
  call: Call,
): Promise<Saved> {
  const now = services.clock.now();
  const sweepAt = sweep ? now + services.deployment.timing.sweepMs : undefined;
  const after = changed(row, now, { ...provisioned, state: "active", operation: undefined, sweepAt });
  const registered = eventOf(services, row, "integration.registered", row.operation.startedBy, {
    connector: row.connector,
    clientId: provisioned.clientId,
  });
  const shown = reveals ? [eventOf(services, row, "secret.revealed", row.owner, { by: "registration" })] : [];
  return saveAndSee(services, { before: row, after, events: [registered, ...shown] }, call);
}

/** The failure of an upstream call; what is not an upstream error is a defect and goes on as it is. */
export function failureOf(error: unknown): UpstreamFailure {
  if (error instanceof UpstreamError) return error.failure;
  throw error;
}

/** What a definite refusal means for the integration, in words for its owner. Undefined for failures that may pass. */
export function problemOf(error: unknown): IntegrationProblem | undefined {
  if (!(error instanceof UpstreamError)) return undefined;
  if (error.failure === "quota") return quotaProblem(error.operation);
  if (error.failure !== "rejected") return undefined;
  return {
    code: "provider-refused",
    detail: `AWS refused ${error.operation} (${error.reason}). Nothing was left behind; the operator finds the details in the log under the request id.`,
  };
}

function quotaProblem(operation: string): IntegrationProblem {
  if (operation.endsWith(":CreateManagedLoginBranding"))
    return {
      code: "styles-exhausted",
      detail:
        "The pool's 20 managed-login branding styles are taken, a quota that AWS does not raise. Remove an integration, or use a pool with the classic login.",
    };
  if (operation.startsWith("cognito-idp:"))
    return {
      code: "pool-full",
      detail:
        'The user pool has no room for another app client. Raise the Service Quota "App clients per user pool" of Amazon Cognito (default 1,000, at most 10,000), or remove an integration.',
    };
  return {
    code: "pool-full",
    detail:
      "The account has no room for another secret. Raise the Service Quota of AWS Secrets Manager, or remove an integration.",
  };
}
