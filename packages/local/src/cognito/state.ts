import type { Collection, Store } from "../kernel/store.ts";
import type { TokenOverrides } from "./token-overrides.ts";

/** Everything the stand-in knows of Cognito. Times are epoch milliseconds; keys are noted at each collection. */
export interface CognitoState {
  /** by pool id */
  readonly pools: Collection<Pool>;
  /** by client id */
  readonly clients: Collection<Client>;
  /** by `domain` as given (a prefix, or the host of a custom domain) */
  readonly domains: Collection<Domain>;
  /** by `poolId/identifier` */
  readonly resourceServers: Collection<ResourceServer>;
  /** by `poolId/name` */
  readonly groups: Collection<Group>;
  /** by `poolId/username`, username being the generated one (the `sub`) in a pool with `UsernameAttributes` */
  readonly users: Collection<User>;
  /** by `poolId/providerName` */
  readonly identityProviders: Collection<IdentityProvider>;
  /** by branding id */
  readonly brandings: Collection<Branding>;
  /** Authorization codes, by value. Single use, five minutes. */
  readonly codes: Collection<AuthorizationCode>;
  /** Refresh tokens, by value. */
  readonly refreshTokens: Collection<RefreshToken>;
  /** Hosted-login sessions, by cookie value. One hour. */
  readonly sessions: Collection<LoginSession>;
  /** Mail that Cognito would have sent, by message id. */
  readonly mail: Collection<Mail>;
  /** Unfinished sign-ins through the API, by the `Session` that the caller holds. */
  readonly challenges: Collection<AuthChallenge>;
  /** What a browser may do next on the login pages, by cookie value. */
  readonly loginSteps: Collection<LoginStep>;
  /** Sign-ins that are under way at an external identity provider, by the `state` that came along. Single use, five minutes. */
  readonly federations: Collection<Federation>;
}

export function cognitoState(store: Store): CognitoState {
  return {
    pools: store.collection("cognito.pools"),
    clients: store.collection("cognito.clients"),
    domains: store.collection("cognito.domains"),
    resourceServers: store.collection("cognito.resourceServers"),
    groups: store.collection("cognito.groups"),
    users: store.collection("cognito.users"),
    identityProviders: store.collection("cognito.identityProviders"),
    brandings: store.collection("cognito.brandings"),
    codes: store.collection("cognito.codes"),
    refreshTokens: store.collection("cognito.refreshTokens"),
    sessions: store.collection("cognito.sessions"),
    mail: store.collection("cognito.mail"),
    challenges: store.collection("cognito.challenges"),
    loginSteps: store.collection("cognito.loginSteps"),
    federations: store.collection("cognito.federations"),
  };
}

export interface Pool {
  readonly id: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** The `CreateUserPool`/`UpdateUserPool` members as AWS would answer them in `DescribeUserPool` (defaults filled in). */
  readonly settings: PoolSettings;
  /** RSA key pairs as private JWKs; ID and access tokens are signed by different keys. */
  readonly keys: { readonly id: SigningKey; readonly access: SigningKey };
}

export interface PoolSettings {
  readonly PoolName: string;
  readonly UsernameAttributes?: readonly string[];
  readonly AliasAttributes?: readonly string[];
  readonly AutoVerifiedAttributes?: readonly string[];
  readonly UsernameConfiguration?: { readonly CaseSensitive: boolean };
  readonly AdminCreateUserConfig?: { readonly AllowAdminCreateUserOnly?: boolean; readonly [member: string]: unknown };
  readonly LambdaConfig?: LambdaConfig;
  readonly UserPoolTier?: string;
  readonly Policies?: { readonly PasswordPolicy?: PasswordPolicy; readonly [policy: string]: unknown };
  readonly [member: string]: unknown;
}

/** PreSignUp, PostConfirmation, PostAuthentication and PreTokenGeneration are run; functions of other triggers are stored and never called. */
export interface LambdaConfig {
  readonly PreSignUp?: string;
  readonly PostConfirmation?: string;
  readonly PostAuthentication?: string;
  readonly PreTokenGeneration?: string;
  readonly PreTokenGenerationConfig?: { readonly LambdaVersion: "V1_0" | "V2_0" | "V3_0"; readonly LambdaArn: string };
  readonly [trigger: string]: unknown;
}

export interface PasswordPolicy {
  readonly MinimumLength?: number;
  readonly RequireUppercase?: boolean;
  readonly RequireLowercase?: boolean;
  readonly RequireNumbers?: boolean;
  readonly RequireSymbols?: boolean;
  readonly TemporaryPasswordValidityDays?: number;
}

export interface SigningKey {
  readonly kid: string;
  readonly privateJwk: Readonly<Record<string, unknown>>;
}

export interface Client {
  readonly id: string;
  readonly poolId: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly type: "REGULAR" | "DCR";
  /** The writable members of `UserPoolClientType`, with AWS's defaults filled in where Describe shows them. */
  readonly settings: ClientSettings;
  /** Settings of a Cognito that is newer than the service model, by name; see `setUnknownClientField`. */
  readonly unknownSettings?: Readonly<Record<string, unknown>>;
  /** Live secrets, oldest first: none (public client), one or two. */
  readonly secrets: readonly ClientSecret[];
  /** The epoch second in the id of the newest secret ever made for the client, so that no id is given twice. */
  readonly lastSecretEpoch?: number;
}

export interface ClientSettings {
  readonly ClientName: string;
  readonly ExplicitAuthFlows?: readonly string[];
  readonly SupportedIdentityProviders?: readonly string[];
  readonly CallbackURLs?: readonly string[];
  readonly LogoutURLs?: readonly string[];
  readonly DefaultRedirectURI?: string;
  readonly AllowedOAuthFlows?: readonly string[];
  readonly AllowedOAuthScopes?: readonly string[];
  readonly AllowedOAuthFlowsUserPoolClient?: boolean;
  readonly ReadAttributes?: readonly string[];
  readonly WriteAttributes?: readonly string[];
  readonly AccessTokenValidity?: number;
  readonly IdTokenValidity?: number;
  readonly RefreshTokenValidity?: number;
  readonly TokenValidityUnits?: {
    readonly AccessToken?: string;
    readonly IdToken?: string;
    readonly RefreshToken?: string;
  };
  readonly PreventUserExistenceErrors?: string;
  readonly EnableTokenRevocation?: boolean;
  readonly [member: string]: unknown;
}

export interface ClientSecret {
  /** `<client-id>--<epoch>` */
  readonly id: string;
  readonly value: string;
  readonly createdAt: number;
  /** True for the secret that came with `CreateUserPoolClient`: the only one that Describe ever shows. */
  readonly original: boolean;
  /** Set by DeleteUserPoolClientSecret while propagation is simulated: still accepted for a while after that moment. */
  readonly deletedAt?: number;
  /** Accepted whatever the propagation is: the secret is older than its last change. */
  readonly settled?: true;
}

export interface Domain {
  readonly domain: string;
  readonly poolId: string;
  readonly custom: boolean;
  /** 1 = classic hosted UI, 2 = managed login */
  readonly managedLoginVersion: 1 | 2;
  readonly certificateArn?: string;
  readonly createdAt: number;
}

export interface ResourceServer {
  readonly poolId: string;
  readonly identifier: string;
  readonly name: string;
  readonly scopes: readonly { readonly ScopeName: string; readonly ScopeDescription: string }[];
}

export interface Group {
  readonly poolId: string;
  readonly name: string;
  readonly description?: string;
  readonly precedence?: number;
  readonly roleArn?: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export type UserStatus = "UNCONFIRMED" | "CONFIRMED" | "FORCE_CHANGE_PASSWORD" | "RESET_REQUIRED" | "EXTERNAL_PROVIDER";

export interface User {
  readonly poolId: string;
  readonly username: string;
  readonly sub: string;
  readonly status: UserStatus;
  readonly enabled: boolean;
  /** All values are strings, as in Cognito: `email_verified` is `"true"` or `"false"`. `sub` is among them. */
  readonly attributes: Readonly<Record<string, string>>;
  /** `scrypt:<salt>:<hash>`; absent for federated users. */
  readonly password?: string;
  /** What USER_SRP_AUTH proves the password against; set and replaced together with `password`. Hexadecimal. */
  readonly srp?: { readonly salt: string; readonly verifier: string };
  /** While the password is a temporary one: when it stops working. */
  readonly temporaryPasswordExpiresAt?: number;
  readonly groups: readonly string[];
  /** Pending codes by purpose. */
  readonly codes: Readonly<
    Partial<Record<"signUp" | "forgotPassword" | "attribute", { readonly code: string; readonly expiresAt: number }>>
  >;
  /** Linked identities, as AdminLinkProviderForUser records them. */
  readonly identities: readonly UserIdentity[];
  /** The client through which the user signed up, when there was one. */
  readonly signUpClientId?: string;
  /** When GlobalSignOut last ended every session: access tokens of earlier sign-ins are revoked. */
  readonly signedOutAt?: number;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export interface UserIdentity {
  readonly providerName: string;
  readonly providerType: string;
  readonly userId: string;
  /** The provider's attribute that holds `userId`; `Cognito_Subject` when absent. */
  readonly attributeName?: string;
  readonly primary: boolean;
  readonly createdAt: number;
}

export interface IdentityProvider {
  readonly poolId: string;
  readonly name: string;
  readonly type: string;
  readonly details: Readonly<Record<string, string>>;
  readonly attributeMapping: Readonly<Record<string, string>>;
  readonly idpIdentifiers: readonly string[];
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export interface Branding {
  readonly id: string;
  readonly poolId: string;
  readonly clientId: string;
  readonly useCognitoProvidedValues: boolean;
  readonly settings?: unknown;
  readonly assets: readonly unknown[];
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** What a finished sign-in carries to the token endpoint. */
export interface Grant {
  readonly poolId: string;
  readonly clientId: string;
  readonly username: string;
  readonly scopes: readonly string[];
  readonly nonce?: string;
  readonly authTime: number;
  readonly originJti: string;
  /** The resource that the access token is bound to (RFC 8707): its `aud`. */
  readonly resource?: string;
}

export interface AuthorizationCode extends Grant {
  readonly redirectUri: string;
  readonly codeChallenge?: string;
  /** What the PreTokenGeneration function, which runs at sign-in, wants changed in the tokens of this code. */
  readonly overrides?: TokenOverrides;
  readonly expiresAt: number;
}

export interface RefreshToken extends Grant {
  readonly issuedBy: "hosted" | "api";
  readonly expiresAt: number;
  readonly revoked: boolean;
}

export interface LoginSession {
  readonly poolId: string;
  readonly username: string;
  readonly authTime: number;
  /** The identity provider that has proven the person; `COGNITO` when absent. */
  readonly provider?: string;
  readonly expiresAt: number;
}

/** A sign-in that is under way at an external identity provider. */
export interface Federation {
  readonly poolId: string;
  readonly provider: string;
  /** What the provider's ID token has to repeat. */
  readonly nonce: string;
  /** The cookie of the browser that was sent there. */
  readonly browser: string;
  /** The application's sign-in request, as `/oauth2/authorize` got it. */
  readonly query: string;
  readonly expiresAt: number;
}

/** What the stand-in remembers between InitiateAuth and RespondToAuthChallenge. */
export type AuthChallenge = { readonly poolId: string; readonly clientId: string; readonly expiresAt: number } & (
  | { readonly kind: "new-password"; readonly username: string }
  | {
      readonly kind: "srp";
      /** Absent when the user does not exist and the client hides that: every answer is then wrong. */
      readonly username?: string;
      /** `USER_ID_FOR_SRP`, which the caller mixes into its proof. */
      readonly userId: string;
      readonly secretBlock: string;
      /** The caller's public value and the server's private one. Hexadecimal. */
      readonly srpA: string;
      readonly b: string;
    }
);

/** Proof that this browser has already shown a password (or asked for a code), kept between two login pages. */
export interface LoginStep {
  readonly kind: "new-password" | "confirm-sign-up" | "reset-password";
  readonly poolId: string;
  readonly clientId: string;
  /** As the person typed it. */
  readonly username: string;
  readonly expiresAt: number;
}

export interface Mail {
  readonly id: string;
  readonly poolId: string;
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  readonly code?: string;
  readonly sentAt: number;
}
