import { createECDH, createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keyOfSeed, readAuditKey } from './audit/note.js';

/** The folder of package.json, seeds and migrations, whether this runs compiled or from source. */
export const projectRoot = (() => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
})();

/** Everything that may differ between two installations; a class so that it can be injected. This file alone reads the environment. */
export class Config {
  host!: string;
  port!: number;
  dataDir!: string;
  /** The database owner's address; used for migrations only, then forgotten. */
  ownerUrl!: string | null;
  /** Where the API and the worker connect, if not derived from the owner's address. */
  runtimeUrl!: string | null;
  /** Where the sealer connects, if not derived from one of the others. */
  sealerUrl!: string | null;
  rolePrefix!: string | null;
  /** The name in the first line of every checkpoint; null for the one made from the role prefix. */
  auditOrigin!: string | null;
  /** The key that signs checkpoints; null to derive it from the secret. */
  auditKey!: KeyObject | null;
  /** Where the vault's role connects, if not beside the runtime role. */
  vaultUrl!: string | null;
  /** The master keys of the source vault; without one the vault is closed and everything else works. */
  vaultKeyFile!: string | null;
  redisUrl!: string | null;
  secret!: string;
  /** True when Cordon brings its own PostgreSQL: for trying and testing only. */
  embedded!: boolean;
  demoPassword!: string | null;
  logLevel!: string;
  accessTokenSeconds!: number;
  /** However busy, a session ends after this. */
  sessionHours!: number;
  /** Who reads confidential records, or gives rights, signs in with a second factor. */
  requireSecondFactor!: boolean;
  sweepSeconds!: number;
  /** Addresses of proxies whose X-Forwarded-* count; of nobody else's, ever. */
  trustedProxies!: string[];
  /** Sites whose pages may use the API from a browser. */
  corsOrigins!: string[];
  maxConnections!: number;
  /** How long a client may take to send one request. */
  requestSeconds!: number;
  readsPerSecond!: number;
  readBurst!: number;
  writesPerSecond!: number;
  writeBurst!: number;
  /** Requests of nobody known (signing in, tokens not seen before), for each network address. */
  strangersPerSecond!: number;
  strangerBurst!: number;
  /** Records one person may read within an hour before somebody is told. */
  bulkReadRecords!: number;
}

/** All that is wrong with the configuration, at once. */
export class BadConfiguration extends Error {
  constructor(readonly faults: string[]) {
    super(`Cordon cannot start:\n${faults.map(f => `  - ${f}`).join('\n')}`);
  }
}

/**
 * Reads and checks the environment once.
 * @throws BadConfiguration naming every fault.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const faults: string[] = [];
  const int = (name: string, fallback: number, min: number, max: number): number => {
    const raw = env[name];
    if (raw === undefined || raw === '') return fallback;
    const n = Number(raw);
    if (Number.isInteger(n) && n >= min && n <= max) return n;
    faults.push(`${name} must be a whole number from ${min} to ${max}`);
    return fallback;
  };
  const flag = (name: string, fallback: boolean): boolean => {
    const raw = env[name];
    if (raw === undefined || raw === '') return fallback;
    if (raw !== 'true' && raw !== 'false') faults.push(`${name} must be true or false`);
    return raw === 'true';
  };
  const url = (name: string, schemes: string[]): string | null => {
    const raw = env[name];
    if (!raw) return null;
    if (URL.canParse(raw) && schemes.includes(new URL(raw).protocol)) return raw;
    faults.push(`${name} must be an address beginning with ${schemes.map(s => `${s}//`).join(' or ')}`);
    return null;
  };
  const list = (name: string, good: (entry: string) => boolean, wanted: string): string[] => {
    const entries = (env[name] ?? '').split(',').map(entry => entry.trim());
    const given = entries.filter(Boolean);
    if (!given.every(good)) faults.push(`${name} must be a list, with commas, of ${wanted}`);
    return given;
  };
  const secretFromFile = (): string | undefined => {
    if (!env.CORDON_SECRET_FILE) return undefined;
    try {
      return readFileSync(env.CORDON_SECRET_FILE, 'utf8').trim();
    } catch {
      faults.push('CORDON_SECRET_FILE names a file that cannot be read');
      return undefined;
    }
  };

  const auditKeyFromFile = (): KeyObject | null => {
    if (!env.CORDON_AUDIT_KEY_FILE) return null;
    try {
      return readAuditKey(readFileSync(env.CORDON_AUDIT_KEY_FILE, 'utf8'));
    } catch {
      faults.push(
        'CORDON_AUDIT_KEY_FILE must name a readable file with an Ed25519 key: PEM, or its 32 bytes in base64',
      );
      return null;
    }
  };

  const ownerUrl = url('DATABASE_URL', ['postgres:', 'postgresql:']);
  const runtimeUrl = url('RUNTIME_DATABASE_URL', ['postgres:', 'postgresql:']);
  const embedded = ownerUrl === null && runtimeUrl === null && !env.DATABASE_URL && !env.RUNTIME_DATABASE_URL;
  const secret = env.CORDON_SECRET ?? secretFromFile() ?? '';
  if (!embedded && secret.length < 32) {
    faults.push(
      'CORDON_SECRET (or CORDON_SECRET_FILE) must hold at least 32 characters; `openssl rand -base64 48` makes one',
    );
  }
  const rolePrefix = env.ROLE_PREFIX ?? null;
  if (rolePrefix !== null && !/^[a-z][a-z0-9_]{0,30}$/.test(rolePrefix)) {
    faults.push('ROLE_PREFIX must be lower-case letters, digits and underscores, at most 31 characters');
  }
  const auditOrigin = env.CORDON_AUDIT_ORIGIN || null;
  if (auditOrigin !== null && !/^[\x21-\x2a\x2c-\x7e]{1,100}$/.test(auditOrigin))
    faults.push('CORDON_AUDIT_ORIGIN must be 1 to 100 printable ASCII characters without space and plus');
  const config: Config = {
    host: env.HOST ?? '127.0.0.1',
    port: int('PORT', 3000, 0, 65535),
    dataDir: env.DATA_DIR ?? './var',
    ownerUrl,
    runtimeUrl,
    sealerUrl: url('SEALER_DATABASE_URL', ['postgres:', 'postgresql:']),
    rolePrefix,
    auditOrigin,
    auditKey: auditKeyFromFile(),
    vaultUrl: url('VAULT_DATABASE_URL', ['postgres:', 'postgresql:']),
    vaultKeyFile: env.CORDON_VAULT_KEY_FILE || null,
    redisUrl: url('REDIS_URL', ['redis:', 'rediss:']),
    secret,
    embedded,
    demoPassword: env.DEMO_PASSWORD || null,
    logLevel: env.LOG_LEVEL ?? 'info',
    // A session counts as idle from its last refresh, so a token has to end well before half an hour.
    accessTokenSeconds: int('ACCESS_TOKEN_SECONDS', 600, 30, 1200),
    sessionHours: int('SESSION_HOURS', 12, 1, 12),
    requireSecondFactor: flag('REQUIRE_SECOND_FACTOR', !embedded),
    sweepSeconds: int('SWEEP_SECONDS', 3, 1, 300),
    trustedProxies: list('TRUSTED_PROXIES', isNetwork, 'addresses or networks such as 10.0.0.5 or 10.0.0.0/24'),
    corsOrigins: list('CORS_ORIGINS', isOrigin, 'origins such as https://desk.example'),
    maxConnections: int('MAX_CONNECTIONS', 1_000, 10, 100_000),
    requestSeconds: int('REQUEST_SECONDS', 14, 2, 600),
    readsPerSecond: int('READS_PER_SECOND', 50, 1, 1_000_000),
    readBurst: int('READ_BURST', 500, 1, 1_000_000),
    writesPerSecond: int('WRITES_PER_SECOND', 50, 1, 1_000_000),
    writeBurst: int('WRITE_BURST', 500, 1, 1_000_000),
    strangersPerSecond: int('STRANGERS_PER_SECOND', 10, 1, 1_000_000),
    strangerBurst: int('STRANGER_BURST', 100, 1, 1_000_000),
    bulkReadRecords: int('BULK_READ_RECORDS', 5_000, 1, 1_000_000_000),
  };
  if (faults.length > 0) throw new BadConfiguration(faults);
  return config;
}

function isNetwork(entry: string): boolean {
  const [address = '', bits] = entry.split('/');
  const most = isIP(address) === 6 ? 128 : 32;
  return isIP(address) > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
}

const isOrigin = (entry: string): boolean => URL.canParse(entry) && new URL(entry).origin === entry;

/** 32 bytes for one purpose, derived from the installation's secret (HKDF-SHA-256, RFC 5869). */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'cordon', purpose, 32));
}

/** The ES256 key pair that signs access tokens, derived so that every API process signs alike. */
export function signingKeys(secret: string): { privateKey: KeyObject; publicKey: KeyObject } {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(deriveKey(secret, 'access-token signing'));
  const point = ecdh.getPublicKey();
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
    d: ecdh.getPrivateKey().toString('base64url'),
  };
  const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

/** The Ed25519 key that signs checkpoints: the one configured, or else one derived from the secret. */
export const auditKeyOf = ({ auditKey, secret }: Pick<Config, 'auditKey' | 'secret'>): KeyObject =>
  auditKey ?? keyOfSeed(deriveKey(secret, 'audit checkpoints'));
