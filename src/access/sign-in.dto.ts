import { Id, Instant, OneOf, Text, Texts } from '../http/fields.js';

const otpDoc = 'The six digits of the second factor, or one of its recovery codes; needed where one is set up.';
const newPassphraseDoc =
  'A passphrase of 15 to 128 characters, any Unicode, kept as typed (NFC); nothing that is tried first.';

/** What a person types to sign in. */
export class SignIn {
  @Text({ doc: 'The address the person was registered with.', required: true, max: 320 })
  email!: string;

  @Text({ doc: 'The passphrase.', required: true, max: 1024 })
  password!: string;

  @Text({ doc: otpDoc, max: 40 })
  otp?: string;

  @Text({ doc: 'What an earlier sign-in on this device answered: it keeps the throttle of strangers away.', max: 200 })
  deviceToken?: string;
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

  @Text({ doc: newPassphraseDoc, required: true, max: 1024 })
  password!: string;

  @Text({ doc: otpDoc, max: 40 })
  otp?: string;
}

/** Changes one's own passphrase. */
export class ChangePassphrase {
  @Text({ doc: 'The present passphrase.', required: true, max: 1024 })
  current!: string;

  @Text({ doc: newPassphraseDoc, required: true, max: 1024 })
  new!: string;

  @Text({ doc: otpDoc, max: 40 })
  otp?: string;
}

/** Shows again who one is. */
export class StepUp {
  @Text({ doc: 'The passphrase; needed where no second factor is set up.', max: 1024 })
  password?: string;

  @Text({ doc: otpDoc, max: 40 })
  otp?: string;
}

/** Finishes setting up a second factor. */
export class ConfirmSecondFactor {
  @Text({ doc: 'The six digits that the authenticator shows.', required: true, max: 6, pattern: /^\d{6}$/ })
  otp!: string;
}

/** Takes the second factor away. */
export class MoveSecondFactor {
  @OneOf(['REMOVED'], { doc: 'The only move a second factor has.', required: true })
  to!: string;
}

/** Ends a session. */
export class MoveSession {
  @OneOf(['ENDED'], { doc: 'The only move a session has.', required: true })
  to!: string;
}

/** Makes an access token for a machine or a desktop tool. */
export class MakeToken {
  @Text({ doc: 'What it is for.', required: true, max: 200 })
  name!: string;

  @Texts({ doc: 'Permissions of the access matrix that the appointment has.', required: true, max: 100, maxItems: 100 })
  scope!: string[];

  @Id({ doc: 'The appointment of your own that it acts under.', required: true })
  appointmentId!: string;

  @Instant({ doc: 'When it ends: within a year.', required: true })
  expiresAt!: string;
}

/** Revokes an access token. */
export class MoveToken {
  @OneOf(['REVOKED'], { doc: 'The only move an access token has.', required: true })
  to!: string;
}
