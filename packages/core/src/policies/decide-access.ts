import type { IntegrationId } from "../ids.ts";
import { cognitoGroup } from "./group-name.ts";
import type { AccessPolicy } from "./policies.ts";

/** Whether a user with these Cognito groups may have tokens of an application. Pure. */
export const admits = (id: IntegrationId, access: AccessPolicy | undefined, groups: readonly string[]): boolean =>
  access === undefined || access.groups.some((name) => groups.includes(cognitoGroup(id, name)));

/** What the person reads when the application is not for them. */
export const NO_ACCESS_TEXT = "You do not have access to this application. Ask its administrator";
