import { createSign, generateKeyPairSync, randomBytes } from "node:crypto";

export interface Certificate {
  /** PEM. */
  readonly key: string;
  /** PEM; it signs itself, so that it is also the authority to trust. */
  readonly cert: string;
}

const DAY_MS = 86_400_000;

/** A fresh certificate for `localhost`, valid for two days (X.509, RFC 5280), so that no key lies in the repository. */
export function selfSigned(): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const name = sequence(set(sequence(oid("2.5.4.3"), tagged(0x0c, Buffer.from("localhost")))));
  const algorithm = sequence(oid("1.2.840.113549.1.1.11"), tagged(0x05));
  const subject = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    name,
    sequence(time(Date.now() - DAY_MS), time(Date.now() + DAY_MS)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    tagged(0xa3, sequence(authority, alternativeName)),
  );
  const signature = createSign("sha256").update(subject).sign(privateKey);
  const der = sequence(subject, algorithm, tagged(0x03, Buffer.from([0]), signature));
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${der.toString("base64").replaceAll(/.{64}(?=.)/g, "$&\n")}\n-----END CERTIFICATE-----\n`,
  };
}

/** One element of DER (ITU-T X.690). */
function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = length < 0x100 ? [length] : [length >> 8, length & 0xff];
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, ...parts);
const set = (...parts: readonly Buffer[]): Buffer => tagged(0x31, ...parts);
const integer = (bytes: Buffer): Buffer => tagged(0x02, bytes);
const yes = tagged(0x01, Buffer.from([0xff]));

/** `YYMMDDHHMMSSZ` */
const time = (at: number): Buffer =>
  tagged(0x17, Buffer.from(`${new Date(at).toISOString().slice(2, 19).replaceAll(/[-:T]/g, "")}Z`));

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return tagged(0x06, Buffer.from([40 * first + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}

const authority = sequence(oid("2.5.29.19"), yes, tagged(0x04, sequence(yes)));
const alternativeName = sequence(oid("2.5.29.17"), tagged(0x04, sequence(tagged(0x82, Buffer.from("localhost")))));
