import type { Call } from "@latchkey/core/ports/call";
import { admitSignUp, type SignUpRequest } from "@latchkey/core/usecases/sign-up/admit-sign-up";
import type { SignUpServices } from "@latchkey/core/usecases/sign-up/sign-up-services";
import { answering, type Trigger } from "./answering.ts";
import { answered, type CognitoEvent, readCognitoEvent, textOf } from "./cognito-event.ts";
import { externalIdentity } from "./external-identity.ts";

interface PreSignUpOptions {
  readonly services: SignUpServices;
  /** Identity providers that the deployment knows, as the pool writes them. */
  readonly providers: readonly string[];
  /** A call that ends at the trigger's deadline. */
  readonly call: () => Call;
}

/**
 * The pre sign-up trigger of a user pool: refuses by throwing, else answers the event with its flags. Users whom an administrator makes
 * are nobody's sign-up: Cognito ignores the flags there, and no policy applies. An event of another version comes back as it is.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
 */
export const preSignUp = ({ services, providers, call }: PreSignUpOptions): Trigger =>
  answering(services, async (event) => {
    const read = readCognitoEvent(event);
    const request = read && signUpRequest(read, providers);
    if (read === undefined || request === undefined) return event;
    const terms = await admitSignUp(services, request, call());
    if (terms === undefined) return event;
    const { autoConfirm, autoVerifyEmail } = terms;
    return answered(event, { ...read.response, autoConfirmUser: autoConfirm, autoVerifyEmail });
  });

/** Undefined for an event that no policy is asked about. */
export function signUpRequest(event: CognitoEvent, providers: readonly string[]): SignUpRequest | undefined {
  const { version, source, userPoolId, username, clientId } = event;
  if (version !== "1" || clientId === undefined || username === "") return undefined;
  const email = textOf(event.attributes, "email");
  const request = { userPoolId, clientId, username, ...(email !== undefined && { email }) };
  if (source === "PreSignUp_SignUp") return request;
  if (source !== "PreSignUp_ExternalProvider") return undefined;
  const identity = externalIdentity(username, providers);
  const emailVerified = isVerified(event.attributes.get("email_verified"));
  return { ...request, external: { emailVerified, ...(identity && { identity }) } };
}

/** Attributes are texts. Anything but a plain yes is a no. */
const isVerified = (value: unknown): boolean => value === "true" || value === true;
