/** What all triggers of a user pool are told, as far as it could be read. Members that nobody documented are let through. */
export interface CognitoEvent {
  readonly version: string;
  /** `PreSignUp_SignUp`, `TokenGeneration_RefreshTokens` ... */
  readonly source: string;
  readonly userPoolId: string;
  readonly username: string;
  /** Undefined where Cognito says `CLIENT_ID_NOT_APPLICABLE`: an administrator acts, not an application. */
  readonly clientId: string | undefined;
  readonly attributes: Members;
  readonly request: Members;
  readonly response: Readonly<Record<string, unknown>>;
}

/** Own members only: `constructor` is nobody's attribute. */
export type Members = ReadonlyMap<string, unknown>;

/**
 * Reads the part that the events of all triggers have in common
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html). Undefined for what
 * is no such event. Not strict beyond that: Cognito adds members, and writes null for some that are empty.
 */
export function readCognitoEvent(event: unknown): CognitoEvent | undefined {
  const head = membersOf(event);
  const version = head.get("version");
  const source = head.get("triggerSource");
  const userPoolId = head.get("userPoolId");
  if (typeof version !== "string" || typeof source !== "string" || typeof userPoolId !== "string") return undefined;
  const request = membersOf(head.get("request"));
  const clientId = textOf(membersOf(head.get("callerContext")), "clientId");
  return {
    version,
    source,
    userPoolId,
    username: textOf(head, "userName") ?? "",
    clientId: clientId === "CLIENT_ID_NOT_APPLICABLE" ? undefined : clientId,
    attributes: membersOf(request.get("userAttributes")),
    request,
    response: Object.fromEntries(membersOf(head.get("response"))),
  };
}

/** The members of an object; none of anything else. */
export const membersOf = (value: unknown): Members =>
  new Map<string, unknown>(
    typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [],
  );

/** A text that is there and not empty. */
export function textOf(members: Members, name: string): string | undefined {
  const value = members.get(name);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The event with another response. Cognito refuses an answer that is not the whole event. */
export const answered = (event: unknown, response: Readonly<Record<string, unknown>>): unknown => ({
  ...Object.fromEntries(membersOf(event)),
  response,
});
