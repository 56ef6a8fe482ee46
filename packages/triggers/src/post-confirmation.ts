import type { Call } from "@latchkey/core/ports/call";
import type { SignUpServices } from "@latchkey/core/usecases/sign-up/sign-up-services";
import { type Confirmation, welcomeUser } from "@latchkey/core/usecases/sign-up/welcome-user";
import { type CognitoEvent, readCognitoEvent, textOf } from "./cognito-event.ts";

interface PostConfirmationOptions {
  readonly services: Pick<SignUpServices, "signUps" | "users" | "clock" | "ids" | "log">;
  /** A call that ends at the trigger's deadline. */
  readonly call: () => Call;
}

/**
 * The post confirmation trigger of a user pool: answers the event as it came, whatever happens, because the user is confirmed already
 * and would only be told that it failed. A new password is no new user, and an event of another version none that is known.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
 */
export const postConfirmation =
  ({ services, call }: PostConfirmationOptions) =>
  async (event: unknown): Promise<unknown> => {
    try {
      const read = readCognitoEvent(event);
      const confirmation = read && confirmationOf(read);
      if (confirmation !== undefined) await welcomeUser(services, confirmation, call());
    } catch (error) {
      services.log.error("the trigger failed", {}, error);
    }
    return event;
  };

/** Undefined for an event that tells of no new user. */
export function confirmationOf({
  version,
  source,
  userPoolId,
  username,
  clientId,
  attributes,
}: CognitoEvent): Confirmation | undefined {
  if (version !== "1" || source !== "PostConfirmation_ConfirmSignUp" || username === "") return undefined;
  const email = textOf(attributes, "email");
  return { userPoolId, username, clientId, ...(email !== undefined && { email }) };
}
