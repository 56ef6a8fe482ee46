import cognitoIdp from "./cognito-idp.json" with { type: "json" };
import secretsManager from "./secretsmanager.json" with { type: "json" };
import type { ServiceModel } from "./service-model.ts";

// The tables are trusted files of this package (see NOTICE); TypeScript widens the string literals of imported JSON.

/** Constraints of the Cognito user-pool API. */
export const cognitoModel = cognitoIdp as unknown as ServiceModel;

/** Constraints of the Secrets Manager API. */
export const secretsManagerModel = secretsManager as unknown as ServiceModel;
