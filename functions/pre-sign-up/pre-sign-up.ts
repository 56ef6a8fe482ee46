import { preSignUp } from "@latchkey/triggers/pre-sign-up";
import { signUp } from "../wiring/sign-up.ts";
import { call, configuration } from "../wiring/trigger-process.ts";

/** Cognito's pre sign-up trigger: who may sign up through which application, and on what terms. */
export const handler = preSignUp({ services: signUp, providers: configuration.identityProviders, call });
