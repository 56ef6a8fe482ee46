/// <reference path="../../.sst/platform/config.d.ts" />
import type { Lambda } from "../functions/lambda.ts";

/** Lets Secrets Manager call the rotation function, for secrets of this account only. */
export const rotationPermission = (rotate: Lambda, accountId: $util.Input<string>): aws.lambda.Permission =>
  new aws.lambda.Permission("RotationPermission", {
    action: "lambda:InvokeFunction",
    function: rotate.component.arn,
    principal: "secretsmanager.amazonaws.com",
    sourceAccount: accountId,
  });
