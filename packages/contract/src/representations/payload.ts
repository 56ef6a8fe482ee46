import type { Payload } from "@latchkey/core/payload";
import type { RegistrationInput } from "@latchkey/core/usecases/plan";
import type { RegistrationPreview } from "@latchkey/core/usecases/preview-registration";
import type { PayloadRepresentation, PreviewRepresentation } from "../schemas/payload.ts";
import { representPolicies } from "./policies.ts";
import { representPolicy } from "./rotation.ts";

/** A payload as the API shows it: member by member, so that nothing gets out that the contract does not name. */
export const representPayload = (payload: Payload): PayloadRepresentation => ({
  secret: payload.secret,
  artifacts: payload.artifacts.map((artifact) => ({
    name: artifact.name,
    method: artifact.method,
    title: artifact.title,
    fileName: artifact.fileName,
    mediaType: artifact.mediaType,
    apply: artifact.apply,
    target: artifact.target,
    body: artifact.body,
    nextSteps: [...artifact.nextSteps],
    overwrites: [...artifact.overwrites],
    sensitive: artifact.sensitive,
  })),
  placeholders: payload.placeholders.map(({ token, secretArn, jsonKey, command }) => ({
    token,
    secretArn,
    jsonKey,
    command,
  })),
  notes: [...payload.notes],
});

/** A dry run's answer. */
export const representPreview = (
  { connector, name, labels, rotation }: RegistrationInput,
  { settings, policies, client, payload }: RegistrationPreview,
): PreviewRepresentation => ({
  connector,
  name,
  settings,
  labels: { ...labels },
  ...(rotation && { rotation: representPolicy(rotation) }),
  ...representPolicies(policies),
  client: {
    name: client.name,
    callbackUrls: [...client.callbackUrls],
    logoutUrls: [...client.logoutUrls],
    flows: [...client.flows],
    scopes: [...client.scopes],
    explicitAuthFlows: [...client.explicitAuthFlows],
    accessTokenMinutes: client.accessTokenMinutes,
    idTokenMinutes: client.idTokenMinutes,
    refreshTokenDays: client.refreshTokenDays,
  },
  payload: representPayload(payload),
});
