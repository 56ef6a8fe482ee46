import {
  AddUserPoolClientSecretCommand,
  DeleteUserPoolClientSecretCommand,
  ListUserPoolClientSecretsCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { type Check, eventually, expectRefusal, expectThat } from "./check.ts";
import { randomSecret } from "./random-secret.ts";
import { CALLBACK, type World } from "./world.ts";

const add = async ({ cognito, poolId: UserPoolId }: World, ClientId: string, ClientSecret: string) =>
  (await cognito.send(new AddUserPoolClientSecretCommand({ UserPoolId, ClientId, ClientSecret })))
    .ClientSecretDescriptor?.ClientSecretId ?? "";

const list = async ({ cognito, poolId: UserPoolId }: World, ClientId: string): Promise<readonly string[]> => {
  const { ClientSecrets = [] } = await cognito.send(new ListUserPoolClientSecretsCommand({ UserPoolId, ClientId }));
  return ClientSecrets.map(({ ClientSecretId = "" }) => ClientSecretId);
};

interface TokenAnswer {
  readonly status: number;
  readonly error: unknown;
}

async function post(
  world: World,
  path: string,
  credentials: string,
  form: Record<string, string>,
): Promise<TokenAnswer> {
  const response = await fetch(`${world.loginUrl ?? ""}${path}`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(credentials).toString("base64")}` },
    body: new URLSearchParams(form),
  });
  const text = await response.text();
  try {
    // RFC 6749 5.2: an object with `error`.
    return { status: response.status, error: (JSON.parse(text) as { readonly error?: unknown }).error };
  } catch {
    return { status: response.status, error: text };
  }
}

/** What the token endpoint says of a secret, asked with a code that nobody issued. */
async function expectVerdict(world: World, credentials: string, error: string): Promise<void> {
  const form = { grant_type: "authorization_code", code: "latchkey-secret-probe", redirect_uri: CALLBACK };
  const answer = await post(world, "/oauth2/token", credentials, form);
  expectThat(answer.error === error, `answered ${answer.status} ${String(answer.error)}, not ${error}`);
}

/** What the service believes of two secrets at once, and of how a secret is proved. */
export const rotationChecks: readonly Check[] = [
  {
    says: "ListUserPoolClientSecrets shows an added secret at once",
    async run(world) {
      const id = await world.client({ ClientSecret: randomSecret() });
      const added = await add(world, id, randomSecret());
      const listed = await list(world, id);
      expectThat(listed.includes(added) && listed.length === 2, `lists ${listed.join(", ")}`);
    },
  },
  {
    says: "a client has two secrets and no more: the third is LimitExceededException",
    async run(world) {
      const id = await world.client({ ClientSecret: randomSecret() });
      await add(world, id, randomSecret());
      await expectRefusal("LimitExceededException", add(world, id, randomSecret()));
    },
  },
  {
    says: "the last secret of a client cannot be deleted",
    async run(world) {
      const { cognito, poolId: UserPoolId } = world;
      const ClientId = await world.client({ ClientSecret: randomSecret() });
      const [ClientSecretId] = await list(world, ClientId);
      const command = new DeleteUserPoolClientSecretCommand({ UserPoolId, ClientId, ClientSecretId });
      await expectRefusal("InvalidParameterException", cognito.send(command));
    },
  },
  {
    says: "the token endpoint answers a bogus code with invalid_grant for a good secret, and invalid_client for a wrong one",
    login: true,
    async run(world) {
      const secret = randomSecret();
      const id = await world.client({ ClientSecret: secret });
      await eventually(() => expectVerdict(world, `${id}:${secret}`, "invalid_grant"));
      await expectVerdict(world, `${id}:${randomSecret()}`, "invalid_client");
    },
  },
  {
    says: "an added secret is good soon, and a deleted one refused soon",
    login: true,
    async run(world) {
      const { cognito, poolId: UserPoolId } = world;
      const [old, fresh] = [randomSecret(), randomSecret()];
      const ClientId = await world.client({ ClientSecret: old });
      const [ClientSecretId] = await list(world, ClientId);
      await add(world, ClientId, fresh);
      await eventually(() => expectVerdict(world, `${ClientId}:${fresh}`, "invalid_grant"));
      await expectVerdict(world, `${ClientId}:${old}`, "invalid_grant");
      await cognito.send(new DeleteUserPoolClientSecretCommand({ UserPoolId, ClientId, ClientSecretId }));
      await eventually(() => expectVerdict(world, `${ClientId}:${old}`, "invalid_client"));
      await expectVerdict(world, `${ClientId}:${fresh}`, "invalid_grant");
    },
  },
  {
    says: "the revocation endpoint answers a wrong secret with 401 invalid_client",
    login: true,
    async run(world) {
      const id = await world.client({ ClientSecret: randomSecret() });
      const { status, error } = await post(world, "/oauth2/revoke", `${id}:${randomSecret()}`, { token: "x" });
      expectThat(status === 401 && error === "invalid_client", `answered ${status} ${String(error)}`);
    },
  },
];
