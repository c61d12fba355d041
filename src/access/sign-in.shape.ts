import type { Schema } from '../http/fields.js';
import { levelName } from '../http/shape.js';
import type { Post } from './access.guard.js';
import { permissionsOf } from './permissions.js';
import type { Self } from './second-factors.service.js';

const closed = (properties: Record<string, Schema>): Schema => ({
  type: 'object',
  required: Object.keys(properties),
  additionalProperties: false,
  properties,
});
const id: Schema = { type: 'string', format: 'uuid' };
const text: Schema = { type: 'string' };
const textOrNull: Schema = { type: ['string', 'null'] };
const at: Schema = { type: 'string', format: 'date-time' };
const atOrNull: Schema = { type: ['string', 'null'], format: 'date-time' };
const flag: Schema = { type: 'boolean' };
const texts: Schema = { type: 'array', items: text };
const all = (items: Schema): Schema => closed({ items: { type: 'array', items } });

const tokens: Record<string, Schema> = {
  accessToken: { type: 'string', description: 'Send as `Authorization: Bearer …`.' },
  expiresIn: { type: 'integer', description: 'Seconds.' },
  refreshToken: { type: 'string', description: 'Works once, at POST /auth/refresh.' },
  tokenType: { type: 'string', enum: ['Bearer'] },
};

/** What a refresh answers. */
export const tokensSchema = closed(tokens);

/** What a sign-in answers. */
export const newSessionSchema = closed({
  ...tokens,
  deviceToken: { type: 'string', description: 'Keep it on the device and send it at the next sign-in there.' },
});

/** Who is signed in. */
export const meSchema = closed({
  person: closed({ id, name: textOrNull, email: textOrNull }),
  secondFactor: closed({ setUp: flag, required: flag, recoveryCodesLeft: { type: 'integer' } }),
  steppedUp: { type: 'boolean', description: 'True for ten minutes after POST /auth/step-up.' },
  appointments: {
    type: 'array',
    items: closed({
      id,
      role: text,
      body: closed({ id, acronym: text, name: text, kind: text }),
      clearance: text,
      validFrom: at,
      validTo: atOrNull,
      permissions: texts,
    }),
  },
});

/** One's own sessions. */
export const sessionsSchema = all(
  closed({
    id,
    startedAt: at,
    lastUsedAt: { ...at, description: 'When it was last refreshed; half an hour later it ends.' },
    expiresAt: at,
    state: { type: 'string', enum: ['OPEN', 'ENDED'] },
    endReason: { ...textOrNull, description: 'REFRESH_TOKEN_REUSED says that somebody else held a copy.' },
    current: flag,
    steppedUp: flag,
  }),
);

/** A secret on its way into an authenticator. */
export const begunFactorSchema = closed({
  otpauthUri: { type: 'string', description: 'For an authenticator, as text or as a picture; shown this once.' },
  secret: { type: 'string', description: 'The same in base32, to be typed.' },
});

/** The recovery codes of a second factor. */
export const recoveryCodesSchema = closed({
  recoveryCodes: { type: 'array', items: text, description: 'Each works once in place of a code; shown this once.' },
});

const accessToken: Record<string, Schema> = {
  id,
  name: text,
  scope: texts,
  appointmentId: id,
  madeAt: at,
  expiresAt: at,
  lastUsedAt: { ...atOrNull, description: 'To the minute.' },
  revokedAt: atOrNull,
  state: { type: 'string', enum: ['IN_FORCE', 'EXPIRED', 'REVOKED'] },
};

/** One's own access tokens. */
export const accessTokensSchema = all(closed(accessToken));

/** An access token. */
export const accessTokenSchema = closed(accessToken);

/** A new access token. */
export const newAccessTokenSchema = closed({
  ...accessToken,
  token: { type: 'string', description: 'As Bearer, or as the password of Basic; shown this once.' },
});

/** Who is signed in, as answered. */
export const presentMe = (personId: string, posts: Post[], self: Self, required: boolean): object => ({
  person: { id: personId, name: posts[0]?.person_name ?? null, email: self.email },
  secondFactor: { setUp: self.factor_confirmed === true, required, recoveryCodesLeft: self.recovery_codes },
  steppedUp: self.stepped_up,
  appointments: posts.map(p => ({
    id: p.id,
    role: p.role,
    body: { id: p.body_id, acronym: p.body_acronym, name: p.body_name, kind: p.body_kind },
    clearance: levelName(p.clearance),
    validFrom: p.valid_from,
    validTo: p.valid_to,
    permissions: permissionsOf(p.role),
  })),
});
