import type { SecretsContext } from "./context.ts";
import { lookUp } from "./find-secret.ts";
import { CURRENT, detach, holderOf, PENDING } from "./labels.ts";
import type { StoredSecret } from "./state.ts";

const STEPS = ["createSecret", "setSecret", "testSecret", "finishSecret"] as const;
type Step = (typeof STEPS)[number];

/**
 * Runs the four steps of a rotation in the secret's function, one after the other. A step that fails ends it and leaves `AWSPENDING`
 * where it is; so does a cancellation. Never rejects: failures are reported.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export async function runRotation(context: SecretsContext, { arn }: StoredSecret, token: string): Promise<void> {
  for (const step of STEPS) {
    if (!(await runStep(context, arn, token, step))) return;
  }
  await settle(context, arn, "finishSecret", (secret) => {
    if (holderOf(secret.versions, CURRENT)?.id !== token) {
      throw new Error(`The function finished without moving ${CURRENT} to version ${token}`);
    }
    const versions =
      holderOf(secret.versions, PENDING)?.id === token ? detach(secret.versions, PENDING) : secret.versions;
    return { ...secret, versions, rotatedAt: context.clock.now() };
  });
}

/** Tests the configuration of a rotation that is not to start yet: runs `testSecret` alone and removes the version that was made for it. */
export async function runTest(context: SecretsContext, { arn }: StoredSecret, token: string): Promise<void> {
  await runStep(context, arn, token, "testSecret");
  await settle(context, arn, "testSecret", (secret) => ({
    ...secret,
    versions: secret.versions.filter((version) => version.id !== token),
  }));
}

/** Answers whether the rotation goes on. */
async function runStep(context: SecretsContext, arn: string, token: string, step: Step): Promise<boolean> {
  const rotation = lookUp(context, arn)?.rotation;
  if (!rotation?.enabled) return false;
  try {
    await context.lambda.invoke(rotation.functionArn, { Step: step, SecretId: arn, ClientRequestToken: token });
    return true;
  } catch (error) {
    context.onRotationFailure({ arn, step, error });
    return false;
  }
}

/** Changes the secret after its function ran, durably, because no request does it for us. */
async function settle(
  context: SecretsContext,
  arn: string,
  step: Step,
  change: (secret: StoredSecret) => StoredSecret,
): Promise<void> {
  try {
    const secret = lookUp(context, arn);
    if (secret !== undefined) context.state.secrets.put(secret.name, change(secret));
    await context.store.commit();
  } catch (error) {
    context.onRotationFailure({ arn, step, error });
  }
}
