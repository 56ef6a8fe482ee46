import type { FieldError, ProblemCode } from "@latchkey/core/errors";

/** What a problem code means for a client, and an answer that could have been. For the document only. */
export interface ProblemGuide {
  readonly meaning: string;
  readonly example: {
    readonly detail: string;
    readonly errors?: readonly FieldError[];
    readonly members?: Readonly<Record<string, string>>;
  };
}

const ID = "int_01KAJ8XQ6T2M9WZ3R5V7Y0BCDE";
const ROTATION = "rot_01KAJ8XQ6T2M9WZ3R5V7Y0BCDE";

/** Every problem code explained; complete by type. */
export const problemGuide: Readonly<Record<ProblemCode, ProblemGuide>> = {
  "body-too-large": {
    meaning: "The body has more than 64 KiB. Shorten it.",
    example: { detail: "The request body has 70012 bytes; 65536 are allowed. Shorten it." },
  },
  "client-gone": {
    meaning: "Somebody has deleted the app client in Cognito. Remove the integration and register it again.",
    example: {
      detail:
        "The app client is not in the user pool any more: it was deleted there. Remove the integration and register it again.",
    },
  },
  drifted: {
    meaning:
      "Somebody has changed in Cognito what the patch changes too. Look at it there, then send `?drift=overwrite` to replace it.",
    example: {
      detail:
        'Somebody else has changed in Cognito what this update changes too: CallbackURLs is ["https://git.example.com/other"] instead of ["https://git.example.com/users/auth/openid_connect/callback"]. Nothing was changed. Send ?drift=overwrite to replace it.',
    },
  },
  forbidden: {
    meaning: "The token is valid but of the wrong kind. Send an access token.",
    example: { detail: "This is not an access token. Send the access token, not the ID token." },
  },
  "idempotency-key-reused": {
    meaning:
      "The key belongs to another request: another operation, integration or body. Use a new key for a new request.",
    example: {
      detail: "This Idempotency-Key was used with another request. Use a new key for a new request.",
      errors: [{ header: "Idempotency-Key", detail: "Send a new key." }],
    },
  },
  "in-flight": {
    meaning: "The first request with this key is still at work. Repeat after `Retry-After` seconds.",
    example: {
      detail: `The first request with this Idempotency-Key is still at work on ${ID}.`,
      members: { integrationId: ID },
    },
  },
  "integration-limit": {
    meaning: "The owner has as many integrations as this deployment allows. Remove one, or ask the operator.",
    example: {
      detail:
        "You have 50 integrations, as many as this deployment allows one owner. Remove one, or ask the operator to raise the limit.",
    },
  },
  internal: {
    meaning: "A defect on our side. The operator finds it in the log under `requestId`.",
    example: {
      detail: "Something went wrong on our side. The operator finds the details in the log under the request id.",
    },
  },
  "invalid-body": {
    meaning: "The body is JSON but not what is expected. `errors` points to every fault and names the fix.",
    example: {
      detail: "The request body does not match what this connector needs; see errors.",
      errors: [
        {
          pointer: "/settings/baseUrl",
          detail: "Use https; http is accepted only for localhost, 127.0.0.1 and [::1], as Cognito does.",
        },
      ],
    },
  },
  "invalid-cursor": {
    meaning: "The cursor was altered, or belongs to another caller or other filters. Start again without it.",
    example: {
      detail: "This cursor does not belong to this list. Start again without one.",
      errors: [{ parameter: "cursor", detail: "Send nextCursor of the page before, with the same filters and token." }],
    },
  },
  "invalid-json": {
    meaning: "The body is missing, cut off, or not JSON in UTF-8.",
    example: { detail: "The request body is not JSON (RFC 8259): it is cut off or has a syntax error." },
  },
  "invalid-parameter": {
    meaning: "A query parameter or header is unknown, repeated or has a wrong value. `errors` names the fix.",
    example: {
      detail: "A parameter of the request is not valid; see errors.",
      errors: [{ parameter: "colour", detail: "This route takes no query parameters; remove it." }],
    },
  },
  "method-not-allowed": {
    meaning: "The path exists, with other methods: those of the header `Allow`.",
    example: { detail: "This path does not take PUT. Use one of: DELETE, GET.", members: { allow: "DELETE, GET" } },
  },
  "missing-group": {
    meaning: "A person's token also needs the group `latchkey-users`, or `latchkey-admins`.",
    example: {
      detail:
        "You are not in the group latchkey-users. Ask the operator of the user pool to add you, then sign in again.",
    },
  },
  "missing-scope": {
    meaning: "The token lacks a scope, which the answer names.",
    example: {
      detail: "The token lacks the scope integrations/reveal. Send ?secret=reference to go without the live secret.",
      errors: [{ parameter: "secret", detail: "Send ?secret=reference to go without the live secret." }],
    },
  },
  "name-taken": {
    meaning: "The owner already has an integration of this name, ignoring case; `integrationId` says which.",
    example: {
      detail: `You already have an integration with this name: ${ID}. Choose another name, or remove that one.`,
      errors: [{ pointer: "/name", detail: "Names are unique per owner, ignoring case. Choose another one." }],
      members: { integrationId: ID },
    },
  },
  "not-found": {
    meaning: "There is no such thing, or it belongs to somebody else.",
    example: { detail: `There is no integration ${ID} that you may see.` },
  },
  "not-ready": {
    meaning: "The integration is not active, so that it has no payload yet or no more and cannot be changed.",
    example: {
      detail: "The integration is provisioning; its payload is there once it is active.",
      members: { state: "provisioning" },
    },
  },
  "operation-ended": {
    meaning: "What this key began has failed or was removed. Register again with a new key.",
    example: {
      detail: `The operation of this Idempotency-Key has ended: ${ID} failed or was removed. Send the request again with a new key.`,
      errors: [{ header: "Idempotency-Key", detail: "Use a new key to register again." }],
      members: { integrationId: ID },
    },
  },
  "operation-open": {
    meaning: "Another change of the integration came first. Look at it again, then decide.",
    example: {
      detail: `Another change of ${ID} was faster. Look at it again, then repeat this one if it is still wanted.`,
      members: { integrationId: ID },
    },
  },
  "pool-full": {
    meaning: "A quota of AWS is reached; the answer names the one to raise. Nothing was left behind.",
    example: {
      detail:
        'The user pool has no room for another app client. Raise the Service Quota "App clients per user pool" of Amazon Cognito (default 1,000, at most 10,000), or remove an integration.',
    },
  },
  "precondition-failed": {
    meaning: "The integration is no longer what `If-Match` says. Read it again, and decide anew.",
    example: {
      detail: "The integration has changed since you read it. Read it again, and send the patch with its present ETag.",
      errors: [{ header: "If-Match", detail: "Send the ETag of the integration as it is now." }],
    },
  },
  "precondition-required": {
    meaning: "A patch needs `If-Match`, so that nobody's change is lost.",
    example: {
      detail: "A patch needs If-Match, so that nobody overwrites a change that they have not seen.",
      errors: [{ header: "If-Match", detail: "Send the ETag of the integration as you read it, or *." }],
    },
  },
  "provider-refused": {
    meaning: "AWS refused a call for good. The operator finds the reason in the log under `requestId`.",
    example: {
      detail:
        "AWS refused cognito-idp:CreateUserPoolClient (InvalidParameterException). Nothing was left behind; the operator finds the details in the log under the request id.",
    },
  },
  "rotation-open": {
    meaning:
      "An earlier rotation is not finished, and Cognito allows two live secrets. Complete or abort that one, which `rotationId` names.",
    example: {
      detail: `The rotation ${ROTATION} is not finished (overlap), and Cognito allows two live secrets. Complete or abort it first.`,
      members: { rotationId: ROTATION, state: "overlap" },
    },
  },
  "rotation-state": {
    meaning: "The rotation is not so far yet, or has ended the other way; `state` says which.",
    example: {
      detail: `The rotation ${ROTATION} is aborted; it cannot be completed now.`,
      members: { rotationId: ROTATION, state: "aborted" },
    },
  },
  "route-not-found": {
    meaning: "There is no such path. Paths have no trailing slash.",
    example: { detail: "There is no route /v1/integration. GET /docs shows all of them." },
  },
  "secret-refused": {
    meaning:
      "Cognito refuses the secret that would be left, so that nothing was deleted. The answer says which way is open.",
    example: {
      detail:
        "Cognito refuses the new secret, so that the old one was not deleted. Abort this rotation and start another one.",
      members: { rotationId: ROTATION },
    },
  },
  "secret-slot-taken": {
    meaning:
      "The app client has two secrets already, one of them not of this service's making. Delete that one in Cognito, or rotate with the reason `compromised`.",
    example: {
      detail:
        "The app client has two secrets already (7k2example--1763717400000, 7k2example--1763803800000), as many as Cognito allows, and one of them is not Latchkey's. Delete that one in Cognito, or rotate with the reason compromised, which leaves only a new one.",
    },
  },
  "styles-exhausted": {
    meaning: "All 20 branding styles of the managed-login pool are taken, a quota that AWS does not raise.",
    example: {
      detail:
        "The pool's 20 managed-login branding styles are taken, a quota that AWS does not raise. Remove an integration, or use a pool with the classic login.",
    },
  },
  throttled: {
    meaning: "AWS takes no more requests at this rate. Repeat after `Retry-After` seconds.",
    example: { detail: "AWS takes no more requests at this rate. Send the request again later." },
  },
  "unknown-live-field": {
    meaning:
      "The app client has settings that this version of the service does not know, and an update would reset them. The service has to be updated first.",
    example: {
      detail:
        "The app client has settings that this version of Latchkey does not know (SessionBinding), and Cognito would reset them. Nothing was changed. Update Latchkey first.",
    },
  },
  "unsupported-media-type": {
    meaning: "The body's `Content-Type` is none that the operation takes.",
    example: {
      detail: "Content-Type is text/plain. Send application/json in UTF-8.",
      errors: [{ header: "Content-Type", detail: "Send application/json." }],
    },
  },
  "upstream-unavailable": {
    meaning:
      "AWS did not answer in time, so that the outcome is not known. Repeat after `Retry-After` seconds; a POST safely with the same `Idempotency-Key`.",
    example: {
      detail:
        "AWS did not answer in time. Send the request again; a POST with an Idempotency-Key is always safe to repeat.",
    },
  },
};
