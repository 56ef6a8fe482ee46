import { createHash } from "node:crypto";
import { AwsError } from "../../kernel/aws-error.ts";
import type { CognitoContext } from "../context.ts";
import { invalidParameter } from "../errors.ts";
import { type Operations, operation } from "../operation.ts";
import { domainsOf, requirePool } from "../pools.ts";
import type { Domain, Pool } from "../state.ts";

interface DomainInput {
  readonly Domain: string;
  readonly UserPoolId: string;
  readonly ManagedLoginVersion?: number;
  readonly CustomDomainConfig?: { readonly CertificateArn: string };
}

/** Prefix and custom domains: at most one of each per pool. They are active at once; AWS takes up to minutes. */
export const domainOperations: Operations = {
  CreateUserPoolDomain: operation((context, input: DomainInput) => {
    const pool = requirePool(context, input.UserPoolId);
    const custom = input.CustomDomainConfig !== undefined;
    assertName(input.Domain, custom);
    assertCertificate(input);
    const managedLoginVersion = versionOf(pool, input.ManagedLoginVersion);
    if (context.state.domains.get(input.Domain) !== undefined) {
      throw invalidParameter("Domain already associated with another user pool.");
    }
    if (domainsOf(context, pool.id).some((domain) => domain.custom === custom)) {
      throw invalidParameter(`User pool already has a ${custom ? "custom domain" : "domain"} configured.`);
    }
    const certificateArn = input.CustomDomainConfig?.CertificateArn;
    context.state.domains.put(input.Domain, {
      domain: input.Domain,
      poolId: pool.id,
      custom,
      managedLoginVersion,
      ...(certificateArn !== undefined && { certificateArn }),
      createdAt: context.clock.now(),
    });
    return changed(input.Domain, custom, managedLoginVersion);
  }),
  DescribeUserPoolDomain: operation((context, { Domain }: { Domain: string }) => {
    const domain = context.state.domains.get(Domain);
    // Cognito does not say that there is none: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolDomain.html
    return { DomainDescription: domain === undefined ? {} : described(context, domain) };
  }),
  UpdateUserPoolDomain: operation((context, input: DomainInput) => {
    const pool = requirePool(context, input.UserPoolId);
    const domain = requireDomain(context, pool, input.Domain);
    if (!domain.custom && input.CustomDomainConfig !== undefined) {
      throw invalidParameter("CustomDomainConfig can only be given for a custom domain.");
    }
    assertCertificate(input);
    const managedLoginVersion = versionOf(pool, input.ManagedLoginVersion ?? domain.managedLoginVersion);
    const certificateArn = input.CustomDomainConfig?.CertificateArn ?? domain.certificateArn;
    context.state.domains.put(domain.domain, {
      ...domain,
      managedLoginVersion,
      ...(certificateArn !== undefined && { certificateArn }),
    });
    return changed(domain.domain, domain.custom, managedLoginVersion);
  }),
  DeleteUserPoolDomain: operation((context, { Domain, UserPoolId }: { Domain: string; UserPoolId: string }) => {
    const domain = requireDomain(context, requirePool(context, UserPoolId), Domain);
    context.state.domains.delete(domain.domain);
    return {};
  }),
};

function requireDomain(context: CognitoContext, pool: Pool, name: string): Domain {
  const domain = context.state.domains.get(name);
  if (domain?.poolId !== pool.id) throw invalidParameter("No such domain or user pool exists.");
  return domain;
}

const PREFIX = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const HOST = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/;
const RESERVED = new Set(["aws", "amazon", "cognito"]);

function assertName(name: string, custom: boolean): void {
  if (custom && !HOST.test(name)) throw invalidParameter("Custom domain is not a valid subdomain");
  if (custom) return;
  if (!PREFIX.test(name)) {
    throw invalidParameter(
      "The domain name contains an invalid character. Domain names can only contain lower-case letters, numbers, and hyphens. Please enter a different name that follows this format: ^[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?$",
    );
  }
  const reserved = name.split("-").find((word) => RESERVED.has(word));
  if (reserved !== undefined) throw invalidParameter(`Domain cannot contain reserved word: ${reserved}`);
}

function assertCertificate({ CustomDomainConfig: config }: DomainInput): void {
  if (config === undefined || config.CertificateArn.split(":")[3] === "us-east-1") return;
  throw invalidParameter(
    "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid certificate chain.",
  );
}

function versionOf(pool: Pool, requested = 1): Domain["managedLoginVersion"] {
  if (requested !== 1 && requested !== 2) throw invalidParameter("ManagedLoginVersion must be 1 or 2.");
  if (requested === 2 && pool.settings.UserPoolTier === "LITE") {
    throw new AwsError(
      "FeatureUnavailableInTierException",
      "The following feature is not available for the LITE pricing tier configured: Managed Login Version 2",
    );
  }
  return requested;
}

const changed = (name: string, custom: boolean, version: number) => ({
  ManagedLoginVersion: version,
  ...(custom && { CloudFrontDomain: cloudFront(name) }),
});

/** Where a custom domain's DNS record would point; nothing answers there. */
const cloudFront = (name: string): string =>
  `d${createHash("sha256").update(name).digest("hex").slice(0, 13)}.cloudfront.net`;

function described(context: CognitoContext, domain: Domain) {
  const { certificateArn: CertificateArn } = domain;
  return {
    Domain: domain.domain,
    UserPoolId: domain.poolId,
    AWSAccountId: context.accountId,
    Status: "ACTIVE",
    Version: String(domain.createdAt),
    ManagedLoginVersion: domain.managedLoginVersion,
    CustomDomainConfig: CertificateArn === undefined ? {} : { CertificateArn },
    ...(domain.custom && { CloudFrontDistribution: cloudFront(domain.domain) }),
  };
}
