import { AwsError } from "../../kernel/aws-error.ts";
import { invalidParameter, resourceNotFound } from "../errors.ts";
import { epochSeconds, type Operations, operation } from "../operation.ts";
import { pageOf } from "../paging.ts";
import { requirePool } from "../pools.ts";
import type { IdentityProvider } from "../state.ts";
import { storeIdentityProvider } from "../store-identity-provider.ts";

interface CreateInput {
  readonly UserPoolId: string;
  readonly ProviderName: string;
  readonly ProviderType: string;
  readonly ProviderDetails: Readonly<Record<string, string>>;
  readonly AttributeMapping?: Readonly<Record<string, string>>;
  readonly IdpIdentifiers?: readonly string[];
}

interface ListInput {
  readonly UserPoolId: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

/** External identity providers, as configuration. People sign in through those of type OIDC; the others are only stored. */
export const identityProviderOperations: Operations = {
  CreateIdentityProvider: operation((context, input: CreateInput) => {
    const pool = requirePool(context, input.UserPoolId);
    assertProvider(input);
    if (context.state.identityProviders.get(`${pool.id}/${input.ProviderName}`) !== undefined) {
      throw new AwsError(
        "DuplicateProviderException",
        `A provider with the name ${input.ProviderName} already exists.`,
      );
    }
    const provider = storeIdentityProvider(context, {
      poolId: pool.id,
      name: input.ProviderName,
      type: input.ProviderType,
      details: input.ProviderDetails,
      attributeMapping: { username: "sub", ...input.AttributeMapping },
      idpIdentifiers: input.IdpIdentifiers ?? [],
    });
    return { IdentityProvider: described(provider) };
  }),
  DescribeIdentityProvider: operation((context, input: { UserPoolId: string; ProviderName: string }) => {
    const pool = requirePool(context, input.UserPoolId);
    const provider = context.state.identityProviders.get(`${pool.id}/${input.ProviderName}`);
    if (provider === undefined) throw resourceNotFound(`Identity provider ${input.ProviderName} does not exist.`);
    return { IdentityProvider: described(provider) };
  }),
  ListIdentityProviders: operation((context, { UserPoolId, MaxResults, NextToken }: ListInput) => {
    const pool = requirePool(context, UserPoolId);
    const providers = [...context.state.identityProviders.values()].filter(({ poolId }) => poolId === pool.id);
    const page = pageOf(providers, ({ name }) => name, { limit: MaxResults, most: 60, token: NextToken });
    return {
      Providers: page.items.map(({ name, type, createdAt, modifiedAt }) => ({
        ProviderName: name,
        ProviderType: type,
        CreationDate: epochSeconds(createdAt),
        LastModifiedDate: epochSeconds(modifiedAt),
      })),
      ...(page.next !== undefined && { NextToken: page.next }),
    };
  }),
};

const SOCIAL = new Set(["Facebook", "Google", "LoginWithAmazon", "SignInWithApple"]);
const OIDC_DETAILS = ["client_id", "authorize_scopes", "oidc_issuer", "attributes_request_method"];

function assertProvider({ ProviderName: name, ProviderType: type, ProviderDetails: details }: CreateInput): void {
  if (SOCIAL.has(type) && name !== type) throw invalidParameter(`Provider ${name} cannot be of type ${type}.`);
  if (type === "OIDC" && OIDC_DETAILS.some((detail) => !details[detail])) {
    throw invalidParameter(
      "clientId, authorizeScopes, oidcIssuer and attributesRequestMethod are all required idp details.",
    );
  }
  if (type === "SAML" && !details["MetadataURL"] && !details["MetadataFile"]) {
    throw invalidParameter("Either MetadataURL or MetadataFile is required in the provider details.");
  }
}

const described = (provider: IdentityProvider) => ({
  UserPoolId: provider.poolId,
  ProviderName: provider.name,
  ProviderType: provider.type,
  ProviderDetails: provider.details,
  AttributeMapping: provider.attributeMapping,
  IdpIdentifiers: provider.idpIdentifiers,
  CreationDate: epochSeconds(provider.createdAt),
  LastModifiedDate: epochSeconds(provider.modifiedAt),
});
