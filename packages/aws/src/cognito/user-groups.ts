import {
  type CognitoIdentityProviderClient,
  CreateGroupCommand,
  DeleteGroupCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import type { UserGroups } from "@latchkey/core/ports/user-groups";
import type { RetryContext } from "../retry.ts";
import { cognitoCalls, ifFound, tolerating } from "./calls.ts";

/**
 * Groups of the pool through the SDK. A creation whose answer was lost is not repeated here: the first one could still land after the
 * group was deleted again, so that its caller has to know, and waits.
 */
export function cognitoUserGroups(client: CognitoIdentityProviderClient, retry: RetryContext): UserGroups {
  const cognito = cognitoCalls(client, retry);
  return {
    async ensure(pool, group, description, call) {
      const command = new CreateGroupCommand({ UserPoolId: pool.id, GroupName: group, Description: description });
      await tolerating(
        "GroupExistsException",
        cognito.run("CreateGroup", "refused-only", call, (options) => cognito.client.send(command, options)),
      );
    },
    async remove(pool, group, call) {
      const command = new DeleteGroupCommand({ UserPoolId: pool.id, GroupName: group });
      await ifFound(cognito.run("DeleteGroup", "idempotent", call, (options) => cognito.client.send(command, options)));
    },
  };
}
