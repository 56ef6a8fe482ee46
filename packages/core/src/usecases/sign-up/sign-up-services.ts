import type { Call } from "../../ports/call.ts";
import type { SignUps } from "../../ports/sign-ups.ts";
import type { UserDirectory } from "../../ports/user-directory.ts";
import type { Services } from "../../services.ts";
import type { PolicyAnswer } from "./policy-reader.ts";

/** What happens to people about whom nothing can be decided, for example while the store cannot be read: refused, or let through. */
export type OnFailure = "closed" | "open";

/** What the sign-up triggers work with; each names the part it needs. They know no deployment: events say which pool they are from. */
export interface SignUpServices extends Pick<Services, "clock" | "ids" | "log"> {
  readonly readPolicy: (clientId: string, call: Call) => Promise<PolicyAnswer>;
  readonly signUps: SignUps;
  readonly users: UserDirectory;
  readonly onFailure: OnFailure;
}

/** A refusal that the person is to read: Cognito shows the message of what a trigger throws, and adds a full stop. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

/** What the person reads when nothing can be decided right now. */
export const TRY_AGAIN_TEXT = "This cannot be checked right now. Try again in a minute";

/** Where nothing can be decided. Throws `RefusedError`, unless the deployment lets people through then. */
export function undecided(onFailure: OnFailure): undefined {
  if (onFailure === "closed") throw new RefusedError(TRY_AGAIN_TEXT);
  return undefined;
}
