import type { ArtifactInput } from "@latchkey/core/connector";
import * as z from "zod/mini";
import { baseUrl, choice, deferred, flag, text, withDefault } from "../schema/fields.ts";

/** Settings of the Pydio Cells connector, in form order. */
export const pydioCellsSettings = deferred(() =>
  z.strictObject({
    baseUrl: baseUrl({
      title: "Cells address",
      description: "The address that people open Cells at: the external URL of its site, without a trailing slash.",
      examples: ["https://cells.example.com"],
    }),
    label: withDefault(
      text({
        title: "Name of the connector",
        description:
          "What the sign-in page calls it. Cells puts the people who come through it into a group of this name, so that it has no slash.",
        examples: ["AWS Cognito", "Company account"],
        maxLength: 100,
        slashes: false,
      }),
      "AWS Cognito",
    ),
    userIdClaim: withDefault(
      choice({
        title: "What Cells knows a person by",
        description:
          "The e-mail address is readable in shares and logs, and whoever has the pool confirm a former address becomes its former user. Cognito's sub never changes hands, but is a long number.",
        choices: [
          { value: "email", title: "E-mail address" },
          { value: "sub", title: "Cognito's sub" },
        ],
      }),
      "email",
    ),
    groupsAsRoles: withDefault(
      flag({
        title: "Cognito groups become Cells roles",
        description:
          "Gives a person the Cells role that is called like one of the person's Cognito groups. Switch it on only if the same people decide about both.",
      }),
      false,
    ),
  }),
);

/** The settings as they are stored and as artifacts are written from. */
export type PydioCellsSettings = z.output<typeof pydioCellsSettings>;

/** What the artifacts are written from. */
export type PydioCellsInput = ArtifactInput<PydioCellsSettings>;

/** Where Cognito sends people after sign-in: `<base>/auth/login/callback`. */
export const callbackUrl = ({ baseUrl: base }: PydioCellsSettings): string => `${base}/auth/login/callback`;

/** Registered as logout URL, for a sign-out that is begun at Cognito. */
export const logoutPageUrl = ({ baseUrl: base }: PydioCellsSettings): string => `${base}/logout`;
