import { BODY_REFUSED, type OperationDoc, PROTECTED, UPSTREAM } from "./operation-doc.ts";

/** The operations on people documented; complete by type. */
export const accessDocs: Readonly<Record<"listMembers" | "previewAccess", OperationDoc>> = {
  listMembers: {
    tag: "Access",
    summary: "List the members of an integration",
    description:
      "The users who signed up through its application, by user name, with the groups that they got then. Users who were created otherwise are not among them, whether or not they may sign in.",
    answers: [{ status: 200, description: "One page.", content: { schema: "MemberList" }, examples: ["members"] }],
    problems: [...PROTECTED, ...UPSTREAM, "not-found", "invalid-cursor"],
  },
  previewAccess: {
    tag: "Access",
    summary: "Ask who may sign up and sign in, and why",
    description: `Answers whether somebody may sign up through the application and what would become of them, and whether they may sign in and with which claims, each with its reasons. Decided as in the triggers of the user pool, and nothing is changed.

With \`username\` it is about a user of the pool as they are now. Without, it is about somebody who has no account yet: on their own, or with \`provider\` at their first sign-in through that provider. Because it tells about users of the whole pool, it needs \`integrations/admin\`.`,
    request: {
      description: "A user of the pool by name, or somebody who has no account yet.",
      schema: "AccessQuestion",
      examples: ["access-of-stranger", "access-of-federated", "access-of-user"],
    },
    answers: [
      {
        status: 200,
        description: "The decision, whatever it is.",
        content: { schema: "AccessPreview" },
        examples: ["access-admitted", "access-linked", "access-refused"],
      },
    ],
    problems: [...PROTECTED, ...UPSTREAM, ...BODY_REFUSED, "not-found"],
  },
};
