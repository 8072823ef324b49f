import { generate } from 'selfsigned';

/** A certificate and its key, as PEM. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateOptions {
  /** DNS names or IP addresses. */
  readonly names?: readonly string[];
  readonly ca?: Pair;
  readonly isCa?: boolean;
  readonly from?: Date;
  readonly to?: Date;
}

const DAY = 86_400_000;

/** Makes a certificate, signed by itself unless there is a CA. */
export async function makeCertificate(
  commonName: string,
  {
    names = [],
    ca,
    isCa = false,
    from = new Date(Date.now() - DAY),
    to = new Date(Date.now() + DAY),
  }: CertificateOptions,
): Promise<Pair> {
  const altNames = names.map((value) =>
    /^[\d.]+$|:/.test(value) ? { type: 7 as const, ip: value } : { type: 2 as const, value },
  );
  const pems = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: from,
    notAfterDate: to,
    extensions: [
      { name: 'basicConstraints', cA: isCa, critical: true },
      isCa
        ? { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true }
        : { name: 'keyUsage', digitalSignature: true, critical: true },
      ...(isCa ? [] : [{ name: 'extKeyUsage' as const, serverAuth: true, clientAuth: true }]),
      ...(altNames.length === 0 ? [] : [{ name: 'subjectAltName' as const, altNames }]),
    ],
    ...(ca && { ca }),
  });
  return { cert: `${pems.cert.trim()}\n`, key: `${pems.private.trim()}\n` };
}

export function makeAuthority(commonName: string): Promise<Pair> {
  return makeCertificate(commonName, { isCa: true });
}
