import {
  CreateUserPoolClientCommand,
  type CreateUserPoolClientCommandInput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { AppClientRequest } from "@latchkey/core/ports/app-clients";
import type { Call } from "@latchkey/core/ports/call";
import { badAnswer, type Cognito } from "./calls.ts";
import { clientFields } from "./client-fields.ts";

const OPERATION = "CreateUserPoolClient";

/** Makes the client, once: a repeated create makes a twin. */
export async function createClient(
  cognito: Cognito,
  request: AppClientRequest,
  call: Call,
): Promise<{ readonly clientId: string }> {
  const command = new CreateUserPoolClientCommand(createInput(request));
  const answer = await cognito.run(OPERATION, "never", call, (options) => cognito.client.send(command, options));
  const clientId = answer.UserPoolClient?.ClientId;
  if (clientId === undefined) throw badAnswer(OPERATION, "NoClientId");
  return { clientId };
}

function createInput(request: AppClientRequest): CreateUserPoolClientCommandInput {
  const { LogoutURLs: logoutUrls, ...fields } = clientFields(request);
  return {
    UserPoolId: request.pool.id,
    ClientSecret: request.secret.reveal(),
    ...fields,
    ...(logoutUrls.length > 0 && { LogoutURLs: logoutUrls }),
  };
}
