import { Text } from '../http/fields.js';

/** What a person types to sign in. */
export class SignIn {
  @Text({ doc: 'The address the person was registered with.', required: true, max: 320 })
  email!: string;

  @Text({ doc: 'The passphrase.', required: true, max: 1024 })
  password!: string;

  @Text({ doc: 'The six digits of the second factor, where one is set up.', max: 10 })
  otp?: string;
}

/** Exchanges a refresh token for new tokens. */
export class RefreshSession {
  @Text({ doc: 'The newest refresh token of the session; each works once.', required: true, max: 200 })
  refreshToken!: string;
}

/** Chooses a passphrase with an invitation. */
export class AcceptInvitation {
  @Text({ doc: 'The invitation token, which works once.', required: true, max: 200 })
  token!: string;

  @Text({ doc: 'A passphrase of at least 15 characters.', required: true, max: 1024 })
  password!: string;
}
