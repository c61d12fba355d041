import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { isUuid } from '../http/fields.js';
import { type AccessClaims, isWrittenAsOurs, Tokens } from './tokens.js';

const fromHeader = ExtractJwt.fromAuthHeaderAsBearerToken();

/** Passport's check of the access token in `Authorization: Bearer …`. */
@Injectable()
export class BearerStrategy extends PassportStrategy(Strategy, 'bearer') {
  constructor(tokens: Tokens) {
    super({
      jwtFromRequest: (request: Parameters<typeof fromHeader>[0]) => {
        const token = fromHeader(request);
        return token && isWrittenAsOurs(token) ? token : null;
      },
      ...tokens.verification,
    });
  }

  /** The claims become the request's user; they were verified before this is called. */
  validate(claims: AccessClaims): AccessClaims | false {
    return isUuid(claims.sub) && isUuid(claims.sid) && typeof claims.exp === 'number' ? claims : false;
  }
}
