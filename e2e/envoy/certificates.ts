import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
x509.cryptoProvider.set(webcrypto as Crypto);

/** A certificate and its key, in PEM. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
}

/** Signs identities of a mesh. */
export interface Authority {
  /** In PEM. */
  readonly certificate: string;
  /** A certificate for a workload: `spiffe://shop.example/ns/web/sa/shop`. */
  identity(spiffeId: string, host?: string): Promise<Identity>;
}

export async function createAuthority(): Promise<Authority> {
  const keys = await newKeys();
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=mesh authority",
    keys,
    signingAlgorithm: algorithm,
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
    ...validity(),
  });
  return {
    certificate: root.toString("pem"),
    identity: async (spiffeId, host) => {
      const own = await newKeys();
      const certificate = await x509.X509CertificateGenerator.create({
        subject: "O=mesh",
        issuer: root.subject,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: algorithm,
        extensions: [
          new x509.SubjectAlternativeNameExtension([
            { type: "url", value: spiffeId },
            ...(host === undefined ? [] : [{ type: "dns" as const, value: host }]),
          ]),
        ],
        ...validity(),
      });
      const key = await webcrypto.subtle.exportKey("pkcs8", own.privateKey);
      return { certificate: certificate.toString("pem"), key: x509.PemConverter.encode(key, "PRIVATE KEY") };
    },
  };
}

function newKeys(): Promise<CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]) as Promise<CryptoKeyPair>;
}

function validity(): { readonly notBefore: Date; readonly notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - 60_000), notAfter: new Date(now + 24 * 3_600_000) };
}
