import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PortalClient } from "@latchkey/local/stack/bootstrap";
import { startAws } from "@latchkey/local/stack/start-aws";
import { wireClient } from "@latchkey/local/stack/wire-client";
import { FILES, type ServerOptions } from "./server-options.ts";

/** Owners beside the portal that a stack has by itself. */
const FURTHER = 3;

/** The machines that may call the API, each an owner of its own. The first server in a folder makes them. */
export async function callersIn(options: ServerOptions): Promise<readonly PortalClient[]> {
  const path = join(options.dir, FILES.callers);
  // Only this function writes it.
  if (existsSync(path)) return JSON.parse(await readFile(path, "utf8")) as readonly PortalClient[];
  const callers = await makeCallers(options);
  await writeFile(path, JSON.stringify(callers), { mode: 0o600 });
  return callers;
}

async function makeCallers({ dir, loginPort }: ServerOptions): Promise<readonly PortalClient[]> {
  const aws = await startAws({ loginPort, dataDir: join(dir, FILES.data) });
  try {
    const { portal, userPoolId } = aws.provisions;
    const callers = [portal];
    for (let index = 0; index < FURTHER; index += 1) {
      const answer = await wireClient(aws.origin).call("AWSCognitoIdentityProviderService.CreateUserPoolClient", {
        UserPoolId: userPoolId,
        ClientName: `portal ${index + 2}`,
        GenerateSecret: true,
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: ["client_credentials"],
        AllowedOAuthScopes: portal.scopes,
      });
      // In Cognito's shape.
      const client = answer["UserPoolClient"] as { readonly ClientId: string; readonly ClientSecret: string };
      callers.push({ clientId: client.ClientId, clientSecret: client.ClientSecret, scopes: portal.scopes });
    }
    return callers;
  } finally {
    await aws.close();
  }
}
