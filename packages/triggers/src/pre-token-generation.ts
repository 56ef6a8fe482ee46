import type { Call } from "@latchkey/core/ports/call";
import { issueToken, type TokenTerms } from "@latchkey/core/usecases/sign-up/issue-token";
import { type SignUpServices, undecided } from "@latchkey/core/usecases/sign-up/sign-up-services";
import { answering, type Trigger } from "./answering.ts";
import { answered, type CognitoEvent, membersOf, readCognitoEvent } from "./cognito-event.ts";

interface PreTokenGenerationOptions {
  readonly services: Pick<SignUpServices, "readPolicy" | "onFailure" | "log">;
  /** A call that ends at the trigger's deadline. */
  readonly call: () => Call;
}

/**
 * The pre token generation trigger of a user pool, for every version of its event: refuses a token by throwing, else answers the event
 * with the claims of the application. Machines have no groups and are never judged by them. Where an event cannot be read, or is of a
 * version that is not known, the setting decides.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
export const preTokenGeneration = ({ services, call }: PreTokenGenerationOptions): Trigger =>
  answering(services, async (event) => {
    const read = readCognitoEvent(event);
    if (read?.source === "TokenGeneration_ClientCredentials") return event;
    const shape = read && SHAPES.get(read.version);
    if (read?.clientId === undefined || shape === undefined) {
      undecided(services.onFailure);
      return event;
    }
    const { clientId } = read;
    const terms = await issueToken(services, { clientId, groups: groupsOf(read) }, call());
    if (terms === undefined) return event;
    const details = shape(claimsOf(read, terms));
    return details === undefined ? event : answered(event, { ...read.response, ...details });
  });

interface Changes {
  /** Of the ID token. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** Undefined leaves groups and roles alone: an object that names none wipes them. */
  readonly groups: Readonly<Record<string, unknown>> | undefined;
}

type Shape = (changes: Changes) => Readonly<Record<string, unknown>> | undefined;

const isNothing = ({ claims, groups }: Changes): boolean => Object.keys(claims).length === 0 && groups === undefined;

/** Version 1 takes texts for claims only: a list of groups is left out there, and `cognito:groups` has to do. */
const first: Shape = ({ claims, groups }) => {
  const texts = Object.fromEntries(Object.entries(claims).filter(([, value]) => typeof value === "string"));
  if (isNothing({ claims: texts, groups })) return undefined;
  return {
    claimsOverrideDetails: { claimsToAddOrOverride: texts, ...(groups && { groupOverrideDetails: groups }) },
  };
};

const second: Shape = (changes) => {
  if (isNothing(changes)) return undefined;
  const { claims, groups } = changes;
  return {
    claimsAndScopeOverrideDetails: {
      idTokenGeneration: { claimsToAddOrOverride: claims },
      ...(groups && { groupOverrideDetails: groups }),
    },
  };
};

/** By version of the event. */
const SHAPES: ReadonlyMap<string, Shape> = new Map([
  ["1", first],
  ["2", second],
  ["3", second],
]);

const groupsOf = ({ request }: CognitoEvent): readonly string[] =>
  textsOf(membersOf(request.get("groupConfiguration")).get("groupsToOverride"));

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((element) => typeof element === "string") : [];

/** Whoever overrides the groups overrides the roles with them: those stay as Cognito has them. */
function claimsOf(event: CognitoEvent, { groups, claims }: TokenTerms): Changes {
  const before = groupsOf(event);
  const unchanged = groups.length === before.length && groups.every((group) => before.includes(group));
  if (unchanged) return { claims, groups: undefined };
  const { groupConfiguration } = Object.fromEntries(event.request);
  const { preferredRole, iamRolesToOverride } = Object.fromEntries(membersOf(groupConfiguration));
  return {
    claims,
    groups: {
      groupsToOverride: groups,
      iamRolesToOverride: textsOf(iamRolesToOverride),
      ...(typeof preferredRole === "string" && { preferredRole }),
    },
  };
}
