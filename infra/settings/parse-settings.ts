import { scopes } from "@latchkey/contract/scopes";
import * as z from "zod/mini";
import { _default as withDefault } from "zod/mini";
import type { LoginDomain, Settings } from "./settings.ts";

const text = (pattern: RegExp, what: string): z.ZodMiniString => z.string().check(z.regex(pattern, what));
const httpsOrigin = text(/^https:\/\/[^/?#\s]+$/, "must be an origin: https:// and a host, without a path");
const url = text(/^https:\/\/\S+$|^http:\/\/localhost(:\d+)?(\/\S*)?$/, "must be an https URL, or http://localhost");
const scope = z.enum(scopes);
const scopeList = z.array(scope).check(z.minLength(1, "must name one scope at least"));
/** The small build of zod says no more than "Invalid input" by itself. */
const english = z.locales.en().localeError;

const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;
const count = (least: number): z.ZodMiniNumber => z.int().check(z.minimum(least));

const customDomain = (region: string): z.ZodMiniObject<{ name: z.ZodMiniString; certificateArn: z.ZodMiniString }> =>
  z.strictObject({
    name: text(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "must be a host name in lower case"),
    certificateArn: text(
      new RegExp(`^arn:aws:acm:${region}:\\d{12}:certificate/[\\w-]+$`),
      `must be the ARN of a certificate in ${region}`,
    ),
  });

const newPool = z.strictObject({ selfSignUp: z.boolean() });
const existingPool = z.strictObject({
  id: text(/^[\w-]+_[0-9a-zA-Z]+$/, "must be a user pool id such as eu-west-1_AbCdEf123"),
  issuer: z.optional(httpsOrWithPath()),
  scopesAndGroups: withDefault(z.enum(["create", "present"]), "create"),
});

function httpsOrWithPath(): z.ZodMiniString {
  return text(/^https:\/\/\S+[^/]$/, "must be an https URL without a slash at its end, as in the pool's tokens");
}

/** https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html */
const prefixDomain = z.strictObject({
  prefix: text(
    /^(?!.*(aws|amazon|cognito))[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
    "must be 1 to 63 of a-z, 0-9 and -, without aws, amazon or cognito, and is unique in its Region",
  ),
});

const machine = z.strictObject({ kind: z.literal("machine"), scopes: scopeList });
const person = z.strictObject({
  kind: z.literal("person"),
  scopes: scopeList,
  callbackUrls: z.array(url).check(z.minLength(1, "must name one URL at least")),
  logoutUrls: withDefault(z.array(url), []),
});

const schema = (region: string) =>
  z.strictObject({
    deployment: z.optional(text(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/, "must be 1 to 32 of a-z, 0-9 and -")),
    region: text(REGION, "must be a Region such as eu-west-1"),
    retain: z.boolean(),
    userPool: z.union([z.strictObject({ create: newPool }), z.strictObject({ existing: existingPool })], {
      error: 'must be {"create": {"selfSignUp": …}} or {"existing": {"id": …}}',
    }),
    domain: z.union([prefixDomain, customDomain("us-east-1"), z.strictObject({ url: httpsOrigin })], {
      error:
        'must be {"prefix": …} (1 to 63 of a-z, 0-9 and -, without aws, amazon or cognito), {"name": …, "certificateArn": …} with a certificate in us-east-1, or {"url": "https://…"} of a domain that an existing pool has',
    }),
    login: withDefault(z.enum(["classic", "managed"]), "classic"),
    identityProviders: withDefault(z.array(z.string()).check(z.minLength(1)), ["COGNITO"]),
    callers: z.record(
      text(/^[a-z][a-z0-9-]{0,30}$/, "must be named with a-z, 0-9 and -"),
      z.discriminatedUnion("kind", [machine, person]),
    ),
    callerClients: withDefault(z.array(text(/^[\w+]{1,128}$/, "must be an app client id")), []),
    corsOrigins: withDefault(z.array(httpsOrigin), []),
    api: z.optional(customDomain(region)),
    throttling: withDefault(z.strictObject({ ratePerSecond: count(1), burst: count(1) }), {
      ratePerSecond: 25,
      burst: 50,
    }),
    limits: withDefault(z.strictObject({ perOwner: count(1), stylesPerPool: count(0) }), {
      perOwner: 50,
      stylesPerPool: 20,
    }),
    triggers: withDefault(z.strictObject({ onFailure: z.enum(["closed", "open"]) }), { onFailure: "closed" }),
    customerKey: withDefault(z.boolean(), false),
    alarms: withDefault(z.strictObject({ email: z.optional(text(/^\S+@\S+$/, "must be an e-mail address")) }), {}),
  });

/** API Gateway takes no more (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html). */
const MAX_AUDIENCES = 50;

/** Reads the text of a stage's file. Throws one error that names the file, each wrong field and what it should be. */
export function parseSettings(stage: string, path: string, source: string): Settings {
  const json = parseJson(path, source);
  const parsed = schema(regionIn(json)).safeParse(json, { error: english });
  if (!parsed.success)
    throw new Error(
      [
        `${path} is wrong:`,
        ...parsed.error.issues.map(({ path: at, message }) => `  ${at.join(".") || "the file"}: ${message}`),
      ].join("\n"),
    );
  const { userPool, domain, api, alarms, deployment = stage, ...rest } = parsed.data;
  const settings: Settings = {
    ...rest,
    deployment,
    api,
    alarms: { email: alarms.email },
    userPool:
      "create" in userPool
        ? { kind: "new", ...userPool.create }
        : { kind: "existing", ...userPool.existing, issuer: userPool.existing.issuer },
    domain: domainOf(domain),
  };
  const problem = contradiction(settings);
  if (problem !== undefined) throw new Error(`${path} is wrong:\n  ${problem}`);
  return settings;
}

/** The Region that certificates have to be in; any where the file names none that is one, which is told of the Region then. */
function regionIn(json: unknown): string {
  const region = typeof json === "object" && json !== null && "region" in json ? json.region : undefined;
  return typeof region === "string" && REGION.test(region) ? region : "[a-z0-9-]+";
}

function parseJson(path: string, source: string): unknown {
  try {
    return JSON.parse(source);
  } catch (error) {
    throw new Error(`${path} is no JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

type ParsedDomain =
  | { readonly prefix: string }
  | { readonly name: string; readonly certificateArn: string }
  | { readonly url: string };

function domainOf(domain: ParsedDomain): LoginDomain {
  if ("prefix" in domain) return { kind: "prefix", prefix: domain.prefix };
  if ("url" in domain) return { kind: "present", url: domain.url };
  return { kind: "custom", ...domain };
}

/** What each field allows by itself and the stage as a whole does not. */
function contradiction({ userPool, domain, callers, callerClients }: Settings): string | undefined {
  if (userPool.kind === "new" && domain.kind === "present")
    return "domain.url: a pool that this stage makes has no domain yet; give a prefix, or a name and its certificate";
  const audiences = Object.keys(callers).length + callerClients.length;
  if (audiences === 0)
    return "callers: nobody could call the API; describe one, or name an app client in callerClients";
  if (audiences > MAX_AUDIENCES)
    return `callers: ${audiences} clients with callerClients; API Gateway's authorizer takes ${MAX_AUDIENCES}`;
  return undefined;
}
