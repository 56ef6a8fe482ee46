import type { Clock } from "../kernel/clock.ts";
import type { Input } from "../kernel/service.ts";
import { serviceErrors } from "../kernel/service-errors.ts";
import { nameList } from "./name-list.ts";
import type { CognitoState } from "./state.ts";

interface Category {
  /** Requests per second, over all pools. */
  readonly perSecond: number;
  /** Whether each operation is also held to five requests per second in each pool. */
  readonly perPool: boolean;
  readonly operations: readonly string[];
}

/**
 * https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html#category_operations. The category of the three operations on
 * client secrets is not published; they are counted with their clients.
 */
const CATEGORIES: readonly Category[] = [
  { perSecond: 120, perPool: false, operations: ["InitiateAuth", "RespondToAuthChallenge"] },
  {
    perSecond: 50,
    perPool: false,
    operations: ["SignUp", "ConfirmSignUp", "AdminCreateUser", "AdminConfirmSignUp"],
  },
  {
    perSecond: 30,
    perPool: false,
    operations: ["ForgotPassword", "ConfirmForgotPassword", "AdminResetUserPassword", "AdminSetUserPassword"],
  },
  { perSecond: 120, perPool: false, operations: ["AdminGetUser"] },
  {
    perSecond: 25,
    perPool: false,
    operations: nameList(`
      AdminAddUserToGroup AdminUpdateUserAttributes AdminDeleteUser AdminDisableUser AdminEnableUser
      AdminLinkProviderForUser AdminDisableProviderForUser AdminUserGlobalSignOut GlobalSignOut
      AdminRemoveUserFromGroup
    `),
  },
  { perSecond: 120, perPool: false, operations: ["RevokeToken"] },
  { perSecond: 50, perPool: false, operations: ["AdminListGroupsForUser", "ResendConfirmationCode"] },
  { perSecond: 30, perPool: false, operations: ["ListUsers", "ListUsersInGroup"] },
  { perSecond: 15, perPool: false, operations: ["DescribeUserPool", "ListUserPools"] },
  { perSecond: 15, perPool: false, operations: ["CreateUserPool", "UpdateUserPool", "DeleteUserPool"] },
  {
    perSecond: 20,
    perPool: true,
    operations: nameList(`
      DescribeIdentityProvider DescribeResourceServer DescribeUserPoolDomain GetGroup ListGroups
      ListIdentityProviders ListResourceServers ListTagsForResource DescribeManagedLoginBranding
      DescribeManagedLoginBrandingByClient
    `),
  },
  {
    perSecond: 15,
    perPool: true,
    operations: nameList(`
      CreateGroup CreateIdentityProvider CreateResourceServer CreateUserPoolDomain DeleteGroup
      DeleteResourceServer DeleteUserPoolDomain UpdateResourceServer UpdateUserPoolDomain TagResource
      UntagResource CreateManagedLoginBranding UpdateManagedLoginBranding DeleteManagedLoginBranding
    `),
  },
  {
    perSecond: 15,
    perPool: true,
    operations: ["DescribeUserPoolClient", "ListUserPoolClients", "ListUserPoolClientSecrets"],
  },
  {
    perSecond: 15,
    perPool: true,
    operations: nameList(`
      CreateUserPoolClient DeleteUserPoolClient UpdateUserPoolClient AddUserPoolClientSecret
      DeleteUserPoolClientSecret
    `),
  },
];

const PER_POOL = 5;
const SECOND_MS = 1000;

/** Throws `TooManyRequestsException` when a call is one too many within the last second. Refused calls do not count. */
export type RateLimit = (operation: string, input: Input) => void;

/** Cognito's request rates, as sliding windows of one second on the stand-in's clock. */
export function createRateLimit(clock: Clock, state: CognitoState): RateLimit {
  const windows = new Map<string, readonly number[]>();
  return (operation, input) => {
    const index = CATEGORIES.findIndex(({ operations }) => operations.includes(operation));
    const category = CATEGORIES[index];
    if (category === undefined) return;
    const now = clock.now();
    const limits = [{ key: `category ${index}`, most: category.perSecond }];
    if (category.perPool) limits.push({ key: `${operation} ${poolIdOf(state, input)}`, most: PER_POOL });
    const counted = limits.map(({ key, most }) => ({ key, most, recent: recentOf(windows.get(key), now) }));
    if (counted.some(({ recent, most }) => recent.length >= most)) throw serviceErrors["cognito-idp"].throttled();
    for (const { key, recent } of counted) windows.set(key, [...recent, now]);
  };
}

const recentOf = (calls: readonly number[] | undefined, now: number): readonly number[] =>
  (calls ?? []).filter((at) => at > now - SECOND_MS);

function poolIdOf(state: CognitoState, input: Input): string {
  const { UserPoolId, ResourceArn, Domain } = input;
  if (typeof UserPoolId === "string") return UserPoolId;
  if (typeof ResourceArn === "string") return ResourceArn.slice(ResourceArn.lastIndexOf("/") + 1);
  return state.domains.get(String(Domain))?.poolId ?? String(Domain);
}
