import { postConfirmation } from "@latchkey/triggers/post-confirmation";
import { signUp } from "../wiring/sign-up.ts";
import { call } from "../wiring/trigger-process.ts";

/** Cognito's post confirmation trigger: groups and membership of a new user. */
export const handler = postConfirmation({ services: signUp, call });
