import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../model/failure.ts';
import { version } from '../../version.ts';

export const ALERT_SCHEMA = 'chinook-eval/backup-alert@1';

/** What is sent as JSON. */
export interface Alert {
  readonly schema: typeof ALERT_SCHEMA;
  readonly event: 'backup-failed';
  readonly at: string;
  readonly data: string;
  readonly message: string;
  readonly exitCode: number;
}

export interface Patience {
  readonly attempts: number;
  readonly timeoutSeconds: number;
  readonly pauseSeconds: number;
}

export const PATIENCE: Patience = { attempts: 3, timeoutSeconds: 5, pauseSeconds: 1 };

/** @throws Failure (exit 2) for what is no http or https address */
export function parseWebhook(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new Failure(
      `--notify ${JSON.stringify(text)} is no address. Give one such as https://example.org/hook.`,
    );
  return url;
}

/**
 * Posts an alert, several times where it does not get through.
 * @returns why it was not delivered; null where it was. Never throws: an alert that fails must not hide what it is about
 */
export async function sendAlert(
  url: URL,
  alert: Alert,
  signal: AbortSignal,
  { attempts, timeoutSeconds, pauseSeconds }: Patience = PATIENCE,
): Promise<string | null> {
  let why = '';
  for (let attempt = 1; attempt <= attempts; attempt++) {
    if (signal.aborted) return 'interrupted';
    why = await post(url, alert, AbortSignal.any([signal, AbortSignal.timeout(timeoutSeconds * 1000)]));
    if (why === '') return null;
    if (attempt < attempts) await sleep(pauseSeconds * attempt * 1000, undefined, { signal }).catch(() => {});
  }
  // The address may hold a secret: only where it leads is told.
  return `${url.host} ${why} (${attempts} ${attempts === 1 ? 'attempt' : 'attempts'})`;
}

async function post(url: URL, alert: Alert, signal: AbortSignal): Promise<string> {
  // fetch refuses an address with a name and a password in it.
  const { username, password } = url;
  const bare = Object.assign(new URL(url), { username: '', password: '' });
  const basic = Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64');
  try {
    const answer = await fetch(bare, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': `chinook-eval/${version()}`,
        ...(username === '' && password === '' ? {} : { authorization: `Basic ${basic}` }),
      },
      body: JSON.stringify(alert),
      // Where an address leads to another, the one in the option is wrong.
      redirect: 'manual',
      signal,
    });
    // Nothing of the answer is of interest; unread it would hold the connection.
    await answer.body?.cancel();
    return answer.ok ? '' : `answered ${answer.status}`;
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } };
    if (name === 'TimeoutError') return 'did not answer in time';
    return `cannot be reached${cause?.code === undefined ? '' : ` (${cause.code})`}`;
  }
}

/** As it is where it is no escaped text. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
