import { randomUUID } from "node:crypto";
import { AwsError } from "../../kernel/aws-error.ts";
import { requireClient } from "../clients.ts";
import type { CognitoContext } from "../context.ts";
import { invalidParameter, limitExceeded, resourceNotFound } from "../errors.ts";
import { epochSeconds, type Operations, operation } from "../operation.ts";
import { requirePool } from "../pools.ts";
import type { Branding, Pool } from "../state.ts";

/** Not adjustable: https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html */
const MAX_STYLES = 20;

interface Style {
  readonly UseCognitoProvidedValues?: boolean;
  readonly Settings?: unknown;
  readonly Assets?: readonly unknown[];
}

interface OfBranding {
  readonly UserPoolId: string;
  readonly ManagedLoginBrandingId: string;
}

interface OfClient {
  readonly UserPoolId: string;
  readonly ClientId: string;
}

/** Managed-login styles: without one, a client shows no login pages on a managed-login domain. */
export const brandingOperations: Operations = {
  CreateManagedLoginBranding: operation((context, input: Style & OfClient) => {
    const pool = requirePool(context, input.UserPoolId);
    assertManagedLogin(pool);
    const client = requireClient(context, input.ClientId, pool.id);
    assertStyle(input);
    const existing = stylesOf(context, pool);
    if (existing.some(({ clientId }) => clientId === client.id)) {
      throw new AwsError("ManagedLoginBrandingExistsException", "The app client already has a managed login branding.");
    }
    if (context.options.quotas && existing.length >= MAX_STYLES) {
      throw limitExceeded(`The user pool has reached its quota of ${MAX_STYLES} managed login brandings.`);
    }
    const now = context.clock.now();
    const own = { id: randomUUID(), poolId: pool.id, clientId: client.id, createdAt: now, modifiedAt: now };
    const branding: Branding = { ...own, ...styleOf(input) };
    context.state.brandings.put(branding.id, branding);
    return { ManagedLoginBranding: described(branding) };
  }),
  DescribeManagedLoginBranding: operation((context, input: OfBranding) => ({
    ManagedLoginBranding: described(requireBranding(context, input)),
  })),
  DescribeManagedLoginBrandingByClient: operation((context, { UserPoolId, ClientId }: OfClient) => {
    const pool = requirePool(context, UserPoolId);
    const client = requireClient(context, ClientId, pool.id);
    const branding = stylesOf(context, pool).find(({ clientId }) => clientId === client.id);
    if (branding === undefined) throw noBranding(`app client ${client.id}`);
    return { ManagedLoginBranding: described(branding) };
  }),
  UpdateManagedLoginBranding: operation((context, input: Style & OfBranding) => {
    if (input.UserPoolId === undefined || input.ManagedLoginBrandingId === undefined) {
      throw invalidParameter("UserPoolId and ManagedLoginBrandingId are required.");
    }
    const branding = requireBranding(context, input);
    assertStyle(input);
    const { settings: _settings, ...unstyled } = branding;
    const updated: Branding = { ...unstyled, ...styleOf(input), modifiedAt: context.clock.now() };
    context.state.brandings.put(updated.id, updated);
    return { ManagedLoginBranding: described(updated) };
  }),
  DeleteManagedLoginBranding: operation((context, input: OfBranding) => {
    context.state.brandings.delete(requireBranding(context, input).id);
    return {};
  }),
};

function assertManagedLogin(pool: Pool): void {
  if (pool.settings.UserPoolTier !== "LITE") return;
  throw new AwsError(
    "OperationNotEnabledException",
    "Managed login branding is not available for the LITE pricing tier configured.",
  );
}

function assertStyle({ UseCognitoProvidedValues: provided = false, Settings: settings }: Style): void {
  if (provided === (settings !== undefined)) {
    throw invalidParameter("useCognitoProvidedValues or settings should be specified (but not both)");
  }
}

const styleOf = ({ UseCognitoProvidedValues, Settings, Assets }: Style) => ({
  useCognitoProvidedValues: UseCognitoProvidedValues === true,
  ...(Settings !== undefined && { settings: Settings }),
  assets: Assets ?? [],
});

function stylesOf(context: CognitoContext, pool: Pool): readonly Branding[] {
  return [...context.state.brandings.values()].filter(({ poolId }) => poolId === pool.id);
}

function requireBranding(context: CognitoContext, { UserPoolId, ManagedLoginBrandingId }: OfBranding): Branding {
  const pool = requirePool(context, UserPoolId);
  const branding = context.state.brandings.get(ManagedLoginBrandingId);
  if (branding?.poolId !== pool.id) throw noBranding(ManagedLoginBrandingId);
  return branding;
}

const noBranding = (of: string): AwsError => resourceNotFound(`Managed login branding of ${of} does not exist.`);

/** Cognito's answer does not name the client. */
function described(branding: Branding) {
  return {
    ManagedLoginBrandingId: branding.id,
    UserPoolId: branding.poolId,
    UseCognitoProvidedValues: branding.useCognitoProvidedValues,
    ...(branding.settings !== undefined && { Settings: branding.settings }),
    Assets: branding.assets,
    CreationDate: epochSeconds(branding.createdAt),
    LastModifiedDate: epochSeconds(branding.modifiedAt),
  };
}
