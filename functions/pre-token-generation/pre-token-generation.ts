import { preTokenGeneration } from "@latchkey/triggers/pre-token-generation";
import { base, call } from "../wiring/trigger-process.ts";

/** Cognito's pre token generation trigger: whose tokens an application gets, with which groups. */
export const handler = preTokenGeneration({ services: base, call });
