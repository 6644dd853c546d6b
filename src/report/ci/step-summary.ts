import { appendFile, open } from 'node:fs/promises';
import { EXIT, explainSystemError, Failure } from '../../model/failure.ts';
import { plain } from '../../render/plain.ts';
import { cutMarkdown } from './cut-markdown.ts';

/** GitHub drops the summary of a step as a whole when it is larger (docs.github.com, "Step isolation and limits"). */
export const GITHUB_LIMIT_BYTES = 1024 * 1024;

/**
 * What is uploaded is a copy: the runner writes each line anew, with its own line ends and with secrets masked, and a
 * summary that came close to the limit was dropped without a word (actions/runner#4337). So much is left free.
 */
export const SPARE_BYTES = 32 * 1024;

/**
 * Appends to the file that $GITHUB_STEP_SUMMARY names, and keeps it small enough to be shown: what does not fit is cut at
 * the end of a line, and a last line says so.
 * @param whole where the reader finds all of it, for that last line
 * @throws Failure (5, or 2 for what is no file) where it cannot be written or has no room left. A summary is a
 *   convenience: the caller should catch it, warn, and go on.
 */
export async function appendStepSummary(
  file: string,
  markdown: string,
  whole = 'the log of this step has the rows that differ',
): Promise<void> {
  try {
    const { bytes, endsLine } = await ending(file);
    const lead = endsLine ? '' : '\n\n';
    const room = GITHUB_LIMIT_BYTES - SPARE_BYTES - bytes - lead.length;
    const text = cutMarkdown(
      markdown.endsWith('\n') ? markdown : `${markdown}\n`,
      room,
      `This summary was cut: ${whole}.`,
    );
    if (text === undefined)
      throw new Failure(
        `${plain(file)} has no room left: GitHub shows 1 MiB per step. Write less to it.`,
        EXIT.disk,
      );
    await appendFile(file, lead + text);
  } catch (error) {
    throw explain(error, file);
  }
}

/** How long the file is, and whether something may begin at its end. A file that is not there yet is empty. */
async function ending(file: string): Promise<{ bytes: number; endsLine: boolean }> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  if (handle === undefined) return { bytes: 0, endsLine: true };
  try {
    const { size } = await handle.stat();
    if (size === 0) return { bytes: 0, endsLine: true };
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
    return { bytes: size, endsLine: bytesRead === 1 && buffer[0] === 0x0a };
  } finally {
    await handle.close();
  }
}

function explain(error: unknown, file: string): unknown {
  if (error instanceof Failure) return error;
  const { code } = error as NodeJS.ErrnoException;
  const name = plain(file);
  if (code === 'EISDIR' || code === 'ENOENT' || code === 'ENOTDIR')
    return new Failure(
      `${name} is not a file that can be written (${code}). Check $GITHUB_STEP_SUMMARY.`,
      EXIT.usage,
      {
        cause: error,
      },
    );
  const explained = explainSystemError(error, `writing ${name}`);
  if (explained instanceof Failure || code === undefined) return explained;
  return new Failure(`${name} cannot be written (${code}).`, EXIT.disk, { cause: error });
}
