import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** An answer of the API. */
export interface Answer {
  status: number;
  etag: string | undefined;
  body: Record<string, unknown>;
}

/** One person of the demonstration at the API, inside this process: every request takes the way of any other. */
export class DemoCaller {
  private constructor(
    private readonly app: NestFastifyApplication,
    private readonly authorization: string | undefined,
  ) {}

  /** @throws Error when the password is not this person's. */
  static async signIn(app: NestFastifyApplication, email: string, password: string): Promise<DemoCaller> {
    const { body } = await new DemoCaller(app, undefined).post('/auth/sign-in', { email, password });
    return new DemoCaller(app, `Bearer ${body.accessToken}`);
  }

  /** @throws Error for any answer that is no success. */
  get(path: string): Promise<Answer> {
    return this.send('GET', path, {});
  }

  /** @throws Error for any answer that is no success, with the problem in it. */
  post(path: string, payload: object, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('POST', path, headers, payload);
  }

  private async send(
    method: 'GET' | 'POST',
    path: string,
    headers: Record<string, string>,
    payload?: object,
  ): Promise<Answer> {
    const answer = await this.app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { ...headers, ...(this.authorization && { authorization: this.authorization }) },
      payload,
    });
    if (answer.statusCode >= 300)
      throw new Error(`demonstration: ${method} ${path} answered ${answer.statusCode} ${answer.body.slice(0, 1000)}`);
    return { status: answer.statusCode, etag: answer.headers.etag as string | undefined, body: answer.json() };
  }
}
