import { BadConfiguration } from './config.js';

/** What a process has opened, in order. */
export class Opened {
  private readonly closers: (() => Promise<void>)[] = [];
  private closing: Promise<void> | undefined;

  /** True once the process is on its way out. */
  get isClosing(): boolean {
    return this.closing !== undefined;
  }

  /**
   * Remembers how to close what has just been opened; the last opened is closed first.
   * @throws Error when the process is on its way out already; what was opened is closed then.
   */
  async add(close: () => Promise<void>): Promise<void> {
    if (this.closing) {
      await close();
      throw new Error('Cordon is stopping');
    }
    this.closers.push(close);
  }

  /** Closes everything, also what comes after something that does not close. Safe to call again. */
  close(): Promise<void> {
    this.closing ??= this.closeAll();
    return this.closing;
  }

  private async closeAll(): Promise<void> {
    for (const close of this.closers.reverse())
      await close().catch(error => void process.stderr.write(`Cordon stopping: ${told(error)}\n`));
  }
}

/**
 * Runs one of the doors (HTTP, worker, both) until SIGTERM or SIGINT: then everything is closed in order and the process
 * ends with 0. A door that does not open ends it with 1 and says why.
 */
export function openDoor(open: (opened: Opened) => Promise<void>): void {
  const opened = new Opened();
  const leave = async (code: number) => {
    await opened.close();
    process.exit(code);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void leave(0));
  open(opened).catch(async (error: unknown) => {
    // What fails because it is being closed is no news.
    if (opened.isClosing) return;
    process.stderr.write(
      error instanceof BadConfiguration ? `${error.message}\n` : `Cordon could not start: ${told(error)}\n`,
    );
    await leave(1);
  });
}

/** An error in words, without the password that an address in it may hold. */
function told(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const words = String(message || error).replace(/:\/\/[^@\s/]*@/g, '://…@');
  return typeof code === 'string' && !words.includes(code) ? `${words} (${code})` : words;
}
