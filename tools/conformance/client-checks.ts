import {
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  DeleteGroupCommand,
  DeleteUserPoolClientCommand,
  DescribeUserPoolClientCommand,
  ListUserPoolClientsCommand,
  UpdateUserPoolClientCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { type Check, expectRefusal, expectThat } from "./check.ts";
import { randomSecret } from "./random-secret.ts";
import { CALLBACK, type World } from "./world.ts";

const describe = async ({ cognito, poolId: UserPoolId }: World, ClientId: string) =>
  (await cognito.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }))).UserPoolClient ?? {};

/** What the service believes of app clients and groups. */
export const clientChecks: readonly Check[] = [
  {
    says: "CreateUserPoolClient takes a client secret of ours",
    async run(world) {
      const secret = randomSecret();
      const found = await describe(world, await world.client({ ClientSecret: secret }));
      expectThat(found.ClientSecret === secret, "DescribeUserPoolClient shows another secret");
    },
  },
  {
    says: "CreateUserPoolClient refuses a secret of ours together with GenerateSecret",
    async run(world) {
      await expectRefusal(
        "InvalidParameterException",
        world.client({ ClientSecret: randomSecret(), GenerateSecret: true }),
      );
    },
  },
  {
    says: "UpdateUserPoolClient resets what it is not given",
    async run(world) {
      const { cognito, poolId: UserPoolId } = world;
      const ClientId = await world.client({ LogoutURLs: ["https://conformance.example.com/out"] });
      await cognito.send(new UpdateUserPoolClientCommand({ UserPoolId, ClientId, ClientName: world.prefix }));
      const { LogoutURLs = [], CallbackURLs = [] } = await describe(world, ClientId);
      expectThat(LogoutURLs.length + CallbackURLs.length === 0, `kept ${[...CallbackURLs, ...LogoutURLs].join(", ")}`);
    },
  },
  {
    says: "UpdateUserPoolClient answers the client as it was written",
    async run(world) {
      const { cognito, poolId: UserPoolId } = world;
      const ClientId = await world.client();
      const written = { CallbackURLs: [CALLBACK, `${CALLBACK}/2`], ClientName: `${world.prefix}-renamed` };
      const oauth = { AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthFlows: ["code" as const] };
      const AllowedOAuthScopes = ["openid"];
      const { UserPoolClient } = await cognito.send(
        new UpdateUserPoolClientCommand({
          UserPoolId,
          ClientId,
          ...written,
          ...oauth,
          AllowedOAuthScopes,
          SupportedIdentityProviders: ["COGNITO"],
        }),
      );
      expectThat(UserPoolClient?.ClientName === written.ClientName, `answers the name ${UserPoolClient?.ClientName}`);
      const urls = [...(UserPoolClient?.CallbackURLs ?? [])].toSorted((a, b) => a.localeCompare(b));
      expectThat(urls.join() === written.CallbackURLs.join(), `answers ${urls.join(", ")}`);
    },
  },
  {
    says: "client names may be equal, and a new client is listed at once",
    async run(world) {
      const { cognito, poolId: UserPoolId } = world;
      const ClientName = `${world.prefix}-twin`;
      const made = [await world.client({ ClientName }), await world.client({ ClientName })];
      const listed: (string | undefined)[] = [];
      let NextToken: string | undefined;
      do {
        const page = await cognito.send(new ListUserPoolClientsCommand({ UserPoolId, MaxResults: 60, NextToken }));
        listed.push(...(page.UserPoolClients ?? []).map(({ ClientId }) => ClientId));
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      for (const id of made) expectThat(listed.includes(id), `${id} is not listed`);
    },
  },
  {
    says: "DeleteUserPoolClient answers ResourceNotFoundException the second time",
    async run(world) {
      const { cognito, poolId: UserPoolId } = world;
      const command = new DeleteUserPoolClientCommand({ UserPoolId, ClientId: await world.client() });
      await cognito.send(command);
      await expectRefusal("ResourceNotFoundException", cognito.send(command));
    },
  },
  {
    says: "the implicit flow and client credentials cannot be had together",
    async run(world) {
      await expectRefusal(
        "InvalidOAuthFlowException",
        world.client({ AllowedOAuthFlows: ["client_credentials", "implicit"], GenerateSecret: true }),
      );
    },
  },
  {
    says: "a callback URL with a fragment is refused",
    async run({ cognito, poolId: UserPoolId, prefix }) {
      const command = new CreateUserPoolClientCommand({
        UserPoolId,
        ClientName: `${prefix}-fragment`,
        CallbackURLs: [`${CALLBACK}#here`],
      });
      await expectRefusal("InvalidParameterException", cognito.send(command));
    },
  },
  {
    says: "CreateGroup answers GroupExistsException the second time",
    async run({ cognito, poolId: UserPoolId, prefix, later }) {
      const GroupName = `${prefix}.editors`;
      later(`group ${GroupName}`, () => cognito.send(new DeleteGroupCommand({ UserPoolId, GroupName })));
      await cognito.send(new CreateGroupCommand({ UserPoolId, GroupName }));
      await expectRefusal("GroupExistsException", cognito.send(new CreateGroupCommand({ UserPoolId, GroupName })));
    },
  },
];
