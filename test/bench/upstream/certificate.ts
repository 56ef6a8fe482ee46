import { generate } from "selfsigned";

export interface Certificate {
  /** PEM. */
  readonly key: string;
  /** PEM; it signs itself, so that it is also the authority to trust. */
  readonly cert: string;
}

const DAY_MS = 86_400_000;

/** A fresh certificate for `localhost`, valid for two days, so that no key lies in the repository. */
export async function selfSigned(): Promise<Certificate> {
  const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], {
    algorithm: "sha256",
    keySize: 2048,
    notBeforeDate: new Date(Date.now() - DAY_MS),
    notAfterDate: new Date(Date.now() + DAY_MS),
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] },
    ],
  });
  return { key, cert };
}
