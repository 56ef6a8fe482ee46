import {
  type CognitoIdentityProviderClient,
  DescribeUserPoolCommand,
  DescribeUserPoolDomainCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Pool } from "@latchkey/core/pool";
import type { Call } from "@latchkey/core/ports/call";
import type { LoginDomain } from "@latchkey/core/ports/login-domain";
import type { RetryContext } from "../retry.ts";
import { styleOf } from "./branding.ts";
import { type Cognito, cognitoCalls, ifFound } from "./calls.ts";

/** What Cognito says of the pool's login pages, through the SDK. */
export function cognitoLoginDomain(client: CognitoIdentityProviderClient, retry: RetryContext): LoginDomain {
  const cognito = cognitoCalls(client, retry);
  return {
    status: (pool, call) => statusOf(cognito, pool, call),
    hasStyle: async (pool, clientId, call) => (await styleOf(cognito, { pool, clientId }, call)) !== undefined,
  };
}

async function statusOf(cognito: Cognito, pool: Pool, call: Call): Promise<string | undefined> {
  const name = domainName(pool.domain) ?? (await prefixOf(cognito, pool, call));
  if (name === undefined) return undefined;
  const command = new DescribeUserPoolDomainCommand({ Domain: name });
  const answer = await ifFound(
    cognito.run("DescribeUserPoolDomain", "idempotent", call, (options) => cognito.client.send(command, options)),
  );
  const domain = answer?.DomainDescription;
  // Names are unique in a Region: Cognito tells of those of other pools too.
  return domain?.UserPoolId === pool.id ? domain.Status : undefined;
}

/** https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain.html */
const PREFIX_HOST = /^([^.]+)\.auth(?:-fips)?\.[^.]+\.amazoncognito\.com$/;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Cognito's name of a domain: the prefix, or the whole host of a custom one. Undefined for a loopback host, which is no name in
 * Cognito: what stands in for it serves the login pages of its pool at an address of this machine.
 */
function domainName(origin: string): string | undefined {
  const { hostname } = new URL(origin);
  return LOOPBACK.has(hostname) ? undefined : (PREFIX_HOST.exec(hostname)?.[1] ?? hostname);
}

async function prefixOf(cognito: Cognito, pool: Pool, call: Call): Promise<string | undefined> {
  const command = new DescribeUserPoolCommand({ UserPoolId: pool.id });
  const answer = await ifFound(
    cognito.run("DescribeUserPool", "idempotent", call, (options) => cognito.client.send(command, options)),
  );
  return answer?.UserPool?.Domain;
}
