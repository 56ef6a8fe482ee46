import { requireClient } from "../clients.ts";
import type { CognitoContext } from "../context.ts";
import { type Operations, operation } from "../operation.ts";
import { requirePool } from "../pools.ts";
import { assertSecretHash } from "../secret-hash.ts";
import { type Attribute, attributeRecord, optionalRecord } from "../user-attributes.ts";
import {
  confirmForgotPassword,
  confirmSignUp,
  forgotPassword,
  resendConfirmationCode,
  signUp,
  type UserRequest,
} from "../users.ts";

interface ClientCall {
  readonly ClientId: string;
  readonly Username: string;
  readonly SecretHash?: string;
  readonly ClientMetadata?: Readonly<Record<string, string>>;
}

interface SignUpInput extends ClientCall {
  readonly Password?: string;
  readonly UserAttributes?: readonly Attribute[];
  readonly ValidationData?: readonly Attribute[];
}

/** What people do for themselves through an app, without AWS credentials. */
export const signUpOperations: Operations = {
  SignUp: operation(async (context, input: SignUpInput) => {
    const { user, confirmed, delivery } = await signUp(context, {
      ...userRequest(context, input),
      password: input.Password ?? "",
      attributes: attributeRecord(input.UserAttributes),
      validationData: optionalRecord(input.ValidationData),
    });
    const sent = delivery === undefined ? {} : { CodeDeliveryDetails: delivery };
    return { UserConfirmed: confirmed, UserSub: user.sub, ...sent };
  }),
  ConfirmSignUp: operation(
    async (context, input: ClientCall & { ConfirmationCode: string; ForceAliasCreation?: boolean }) => {
      const { ConfirmationCode: code, ForceAliasCreation: forceAliasCreation } = input;
      await confirmSignUp(context, { ...userRequest(context, input), code, forceAliasCreation });
      return {};
    },
  ),
  ResendConfirmationCode: operation((context, input: ClientCall) => ({
    CodeDeliveryDetails: resendConfirmationCode(context, userRequest(context, input)),
  })),
  ForgotPassword: operation((context, input: ClientCall) => ({
    CodeDeliveryDetails: forgotPassword(context, userRequest(context, input)),
  })),
  ConfirmForgotPassword: operation(
    async (context, input: ClientCall & { ConfirmationCode: string; Password: string }) => {
      const { ConfirmationCode: code, Password: newPassword } = input;
      await confirmForgotPassword(context, { ...userRequest(context, input), code, newPassword });
      return {};
    },
  ),
};

function userRequest(
  context: CognitoContext,
  { ClientId, Username, SecretHash, ClientMetadata }: ClientCall,
): UserRequest {
  const client = requireClient(context, ClientId);
  assertSecretHash(context, client, Username, SecretHash);
  const pool = requirePool(context, client.poolId);
  return { pool, client, username: Username, clientMetadata: ClientMetadata };
}
