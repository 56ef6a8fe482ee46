import { rotationSteps, type StepRequest } from "@latchkey/core/usecases/rotations/secrets-manager-step";

/**
 * Reads what Secrets Manager invokes a rotation function with
 * (https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html). Throws on anything else.
 */
export function readRotationEvent(event: unknown): StepRequest {
  if (typeof event !== "object" || event === null) throw new Error("This is not an event of a secret's rotation.");
  const members = new Map<string, unknown>(Object.entries(event));
  const step = rotationSteps.find((name) => name === members.get("Step"));
  if (step === undefined) throw new Error(`Step has to be one of ${rotationSteps.join(", ")}.`);
  const rotationToken = members.get("RotationToken");
  return {
    step,
    secretId: text(members, "SecretId"),
    clientRequestToken: text(members, "ClientRequestToken"),
    ...(typeof rotationToken === "string" && { rotationToken }),
  };
}

function text(members: ReadonlyMap<string, unknown>, name: string): string {
  const value = members.get(name);
  if (typeof value !== "string" || value === "") throw new Error(`${name} is missing.`);
  return value;
}
