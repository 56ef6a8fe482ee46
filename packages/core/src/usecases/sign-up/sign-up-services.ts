import type { Call } from "../../ports/call.ts";
import type { SignUps } from "../../ports/sign-ups.ts";
import type { UserDirectory } from "../../ports/user-directory.ts";
import type { Services } from "../../services.ts";
import type { PolicyAnswer } from "./policy-reader.ts";

/** What happens to people while the store cannot be read: refused, or let through without a rule. */
export type OnFailure = "closed" | "open";

/** What the sign-up triggers work with; each names the part it needs. */
export interface SignUpServices extends Pick<Services, "clock" | "ids" | "log" | "deployment"> {
  readonly readPolicy: (clientId: string, call: Call) => Promise<PolicyAnswer>;
  readonly signUps: SignUps;
  readonly users: UserDirectory;
  readonly onFailure: OnFailure;
}

/** A refusal that the person is to read: Cognito shows the message of what a trigger throws. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

/** What the person reads when nothing can be decided right now. */
export const TRY_AGAIN_TEXT = "This cannot be checked right now. Try again in a minute";
