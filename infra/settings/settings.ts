/** What one stage is made of: `infra/stages/<stage>.json`, described in docs/deploy.md. */
export interface Settings {
  /** Names clients and secrets, and separates stages that share an account or a pool. */
  readonly deployment: string;
  readonly region: string;
  /** Keeps the table and the pool when the stage is removed, and protects them from deletion. */
  readonly retain: boolean;
  readonly userPool: NewPool | ExistingPool;
  readonly domain: LoginDomain;
  readonly login: "classic" | "managed";
  /** Identity providers of new app clients. */
  readonly identityProviders: readonly string[];
  /** App clients that this stage makes for the callers of the API, by name. */
  readonly callers: Readonly<Record<string, Caller>>;
  /** App clients that exist already and may call the API. */
  readonly callerClients: readonly string[];
  readonly corsOrigins: readonly string[];
  /** A domain of its own for the API; API Gateway's otherwise. */
  readonly api: CustomDomain | undefined;
  readonly throttling: { readonly ratePerSecond: number; readonly burst: number };
  readonly limits: { readonly perOwner: number; readonly stylesPerPool: number };
  /** Whether people come in while nothing can be read of them: `closed` refuses, `open` lets them through. */
  readonly triggers: { readonly onFailure: "closed" | "open" };
  /** Encrypts table and function environments with a key of this account instead of AWS's own. */
  readonly customerKey: boolean;
  readonly alarms: { readonly email: string | undefined };
}

/** A pool that this stage makes. */
export interface NewPool {
  readonly kind: "new";
  /** Whether people may sign themselves up. */
  readonly selfSignUp: boolean;
}

/** A pool that somebody else made: the stage adds scopes, groups and app clients to it and never touches its settings. */
export interface ExistingPool {
  readonly kind: "existing";
  readonly id: string;
  /** As in its tokens; undefined for Cognito's usual one. */
  readonly issuer: string | undefined;
  /** `present` when another stage made the resource server and the groups in the same pool. */
  readonly scopesAndGroups: "create" | "present";
}

/** Certificates of login domains are in us-east-1, of API domains in the stage's Region. */
export interface CustomDomain {
  readonly name: string;
  readonly certificateArn: string;
}

export type LoginDomain =
  | { readonly kind: "prefix"; readonly prefix: string }
  | ({ readonly kind: "custom" } & CustomDomain)
  | { readonly kind: "present"; readonly url: string };

/** A machine gets tokens with its client secret; people sign in with an authorization code. */
export type Caller =
  | { readonly kind: "machine"; readonly scopes: readonly string[] }
  | {
      readonly kind: "person";
      readonly scopes: readonly string[];
      readonly callbackUrls: readonly string[];
      readonly logoutUrls: readonly string[];
    };
