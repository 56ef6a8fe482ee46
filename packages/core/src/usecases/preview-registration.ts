import type { Caller } from "../caller.ts";
import type { JsonObject } from "../json.ts";
import { clientName, secretName } from "../names.ts";
import type { OAuthClient } from "../oauth-client.ts";
import { CLIENT_ID_TOKEN, INTEGRATION_ID_TOKEN, type Payload } from "../payload.ts";
import type { CheckedPolicies } from "../policies/check-policies.ts";
import type { Services } from "../services.ts";
import { buildPayload } from "./build-payload.ts";
import { plan, type RegistrationInput } from "./plan.ts";

/** What a registration would make. Tokens stand where ids and the secret would be. */
export interface RegistrationPreview {
  readonly settings: JsonObject;
  readonly policies: CheckedPolicies;
  readonly client: OAuthClient & { readonly name: string };
  readonly payload: Payload;
}

/** Answers what `register` would do, touching nothing. Throws what `plan` throws. */
export function previewRegistration(
  services: Pick<Services, "catalogue" | "deployment">,
  { input, caller }: { readonly input: RegistrationInput; readonly caller: Caller },
): RegistrationPreview {
  const { connector, settings, client, policies } = plan(services, input, { admin: caller.admin, before: {} });
  const { pool, name: deployment } = services.deployment;
  // The tokens stand where an id would: these names are for reading, not for AWS.
  const id = INTEGRATION_ID_TOKEN as `int_${string}`;
  const clientSecret = {
    kind: "reference",
    name: secretName(deployment, id),
    arn: undefined,
    region: pool.region,
  } as const;
  const credentials = { clientId: CLIENT_ID_TOKEN, clientSecret };
  const payload = buildPayload({ connector, settings, name: input.name, pool, credentials });
  return { settings, policies, client: { name: clientName(deployment, id, input.name), ...client }, payload };
}
