// Takes the lock of a folder, says so, and holds it until it is killed; or says why it could not.
import { lockData } from '../../src/operations/lock.ts';

const [folder = '', times = '0'] = process.argv.slice(2);
const hold = () => new Promise(() => setInterval(() => {}, 1000));
try {
  if (times === '0') {
    await lockData(folder, 'migrate');
    process.send?.('held');
    await hold();
  }
  // In turns with others: two at once would see each other.
  const { closeSync, openSync, rmSync } = await import('node:fs');
  let done = 0;
  while (done < Number(times)) {
    const lock = await lockData(folder, 'backup').catch(() => undefined);
    if (lock === undefined) continue;
    closeSync(openSync(`${folder}/critical`, 'wx'));
    rmSync(`${folder}/critical`);
    lock.release();
    done++;
  }
  process.send?.('done');
  process.disconnect?.();
} catch (error) {
  process.send?.(String(error));
  process.disconnect?.();
}
