import {
  CreateManagedLoginBrandingCommand,
  DeleteManagedLoginBrandingCommand,
  DescribeManagedLoginBrandingByClientCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Call } from "@latchkey/core/ports/call";
import { type Cognito, ifFound, tolerating } from "./calls.ts";
import type { Target } from "./describe.ts";

/** Gives the client Cognito's own style; one that is there already is kept. */
export async function brand(cognito: Cognito, { pool, clientId }: Target, call: Call): Promise<void> {
  const command = new CreateManagedLoginBrandingCommand({
    UserPoolId: pool.id,
    ClientId: clientId,
    UseCognitoProvidedValues: true,
  });
  // A style exists at most once per client, so that repeating this create is safe.
  await tolerating(
    "ManagedLoginBrandingExistsException",
    cognito.run("CreateManagedLoginBranding", "idempotent", call, (options) => cognito.client.send(command, options)),
  );
}

/** Takes the client's style away; a client without one counts as done. */
export async function unbrand(cognito: Cognito, target: Target, call: Call): Promise<void> {
  const id = await styleOf(cognito, target, call);
  if (id === undefined) return;
  const command = new DeleteManagedLoginBrandingCommand({ UserPoolId: target.pool.id, ManagedLoginBrandingId: id });
  await ifFound(
    cognito.run("DeleteManagedLoginBranding", "idempotent", call, (options) => cognito.client.send(command, options)),
  );
}

/** The id of the client's branding style, if it has one. */
export async function styleOf(cognito: Cognito, { pool, clientId }: Target, call: Call): Promise<string | undefined> {
  const command = new DescribeManagedLoginBrandingByClientCommand({ UserPoolId: pool.id, ClientId: clientId });
  const found = await ifFound(
    cognito.run("DescribeManagedLoginBrandingByClient", "idempotent", call, (options) =>
      cognito.client.send(command, options),
    ),
  );
  return found?.ManagedLoginBranding?.ManagedLoginBrandingId;
}
