import type { AwsError } from "../kernel/aws-error.ts";
import type { Field, FormProblems } from "./pages/form.ts";

/** Which field an error of Cognito is about. Everything else concerns the form as a whole. */
const FIELD_OF_TYPE: Readonly<Record<string, string>> = {
  CodeMismatchException: "code",
  ExpiredCodeException: "code",
  InvalidPasswordException: "password",
  UsernameExistsException: "username",
};

/** Shows an error of Cognito in its own words, next to the field that it is about when the form has that field. */
export function problemsOf(error: AwsError, fields: readonly Field[]): FormProblems {
  const name = FIELD_OF_TYPE[error.type] ?? fieldInMessage(error.message, fields);
  if (name !== undefined && fields.some((field) => field.name === name)) return { fields: { [name]: error.message } };
  return { fields: {}, form: error.message };
}

/** `Username should be an email.`, `Invalid email address format.`, `Attributes did not conform to the schema: birthdate: ...` */
function fieldInMessage(message: string, fields: readonly Field[]): string | undefined {
  const text = message.toLowerCase();
  if (text.startsWith("username should")) return "username";
  const named = fields.find(({ name }) => text.includes(`schema: ${name}:`));
  if (named) return named.name;
  if (text.startsWith("invalid email")) return "email";
  return text.startsWith("invalid phone") ? "phone_number" : undefined;
}
