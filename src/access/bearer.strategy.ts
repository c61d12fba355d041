import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { type AccessClaims, Tokens } from './tokens.js';

/** Passport's check of the access token in `Authorization: Bearer …`. */
@Injectable()
export class BearerStrategy extends PassportStrategy(Strategy, 'bearer') {
  constructor(tokens: Tokens) {
    super({ jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(), ...tokens.verification });
  }

  /** The claims become the request's user; they were verified before this is called. */
  validate(claims: AccessClaims): AccessClaims {
    return claims;
  }
}
