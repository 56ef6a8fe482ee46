import { randomUUID } from "node:crypto";
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { type Check, expectRefusal, expectThat } from "./check.ts";
import type { World } from "./world.ts";

const VALUE = '{"clientSecret":"first"}';
const NEXT = '{"clientSecret":"second"}';

const put = ({ secrets }: World, SecretId: string, token: string, value: string) =>
  secrets.send(
    new PutSecretValueCommand({
      SecretId,
      ClientRequestToken: token,
      SecretString: value,
      VersionStages: ["AWSPENDING"],
    }),
  );

const move = ({ secrets }: World, SecretId: string, to: string, from: string) =>
  secrets.send(
    new UpdateSecretVersionStageCommand({
      SecretId,
      VersionStage: "AWSCURRENT",
      MoveToVersionId: to,
      RemoveFromVersionId: from,
    }),
  );

const stagesOf = async ({ secrets }: World, SecretId: string, version: string): Promise<readonly string[]> =>
  (await secrets.send(new DescribeSecretCommand({ SecretId }))).VersionIdsToStages?.[version] ?? [];

/** What the service believes of Secrets Manager. */
export const secretChecks: readonly Check[] = [
  {
    says: "a repeated CreateSecret with the same token and value is the same creation",
    async run(world) {
      const token = randomUUID();
      const Name = await world.secret(VALUE, token);
      const again = new CreateSecretCommand({ Name, SecretString: VALUE, ClientRequestToken: token });
      const { VersionId } = await world.secrets.send(again);
      expectThat(VersionId === token, `answered version ${VersionId}`);
      await expectRefusal(
        "ResourceExistsException",
        world.secrets.send(new CreateSecretCommand({ Name, SecretString: NEXT, ClientRequestToken: token })),
      );
    },
  },
  {
    says: "PutSecretValue as AWSPENDING leaves AWSCURRENT where it is, and takes no other value for the same version",
    async run(world) {
      const [first, second] = [randomUUID(), randomUUID()];
      const name = await world.secret(VALUE, first);
      await put(world, name, second, NEXT);
      await put(world, name, second, NEXT);
      const { SecretString } = await world.secrets.send(new GetSecretValueCommand({ SecretId: name }));
      expectThat(SecretString === VALUE, "AWSCURRENT has moved");
      await expectRefusal("ResourceExistsException", put(world, name, second, VALUE));
    },
  },
  {
    says: "moving AWSCURRENT back gives AWSPREVIOUS to the version that it leaves, whose value stays readable",
    async run(world) {
      const [first, second] = [randomUUID(), randomUUID()];
      const name = await world.secret(VALUE, first);
      await put(world, name, second, NEXT);
      await move(world, name, second, first);
      await move(world, name, first, second);
      const stages = await stagesOf(world, name, second);
      expectThat(stages.includes("AWSPREVIOUS"), `the version has the stages ${stages.join(", ") || "none"}`);
      const read = new GetSecretValueCommand({ SecretId: name, VersionId: second });
      expectThat((await world.secrets.send(read)).SecretString === NEXT, "another value");
    },
  },
];
