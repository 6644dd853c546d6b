import type { Session } from '../../model/scenario.ts';
import type { Answer, Sought } from './method.ts';
import { type NearestOptions, prepareTools, readState } from './tools.ts';
import { WAYS } from './ways.ts';

export type { NearestOptions } from './tools.ts';

/** Someone else's change is noticed after this, so that a busy writer does not have every search look at everything. */
const LOOK_AGAIN_SECONDS = 1;

/**
 * A search for the nearest tracks, on any layout. It looks at the models and the inverted file at once, and again when
 * the data have changed.
 * @throws Failure: 2 where there are no vectors, 4 where they are of two models; also when searching
 */
export function createNearest(session: Session, options: NearestOptions = {}): (sought: Sought) => Answer {
  const tools = prepareTools(session, options);
  let moment = tools.moment();
  let state = readState(session);
  let looked = performance.now();
  const current = () => {
    const now = tools.moment();
    const late = performance.now() - looked > LOOK_AGAIN_SECONDS * 1000;
    const anew = now.schema !== moment.schema;
    if (anew || now.own !== moment.own || (now.others !== moment.others && late)) {
      state = readState(session);
      moment = now;
      looked = performance.now();
    }
    return state;
  };
  const answer = (sought: Sought): Answer => {
    const known = current();
    for (const { find } of WAYS) {
      const found = find(tools, sought, known);
      if (found === undefined) continue;
      // What a search itself writes is the answer that it keeps: no reason to look at everything again.
      if (found.method.kind === 'exact') moment = { ...moment, own: tools.moment().own };
      return { ...found, model: known.model };
    }
    throw new TypeError('the exact search always answers');
  };
  return (sought) => {
    for (;;) {
      const { schema } = tools.moment();
      const found = attempt(() => answer(sought));
      // The index was made anew or dropped during the search, whose centroids were those of the old one.
      if (tools.moment().schema !== schema) continue;
      if ('error' in found) throw found.error;
      return found.value;
    }
  };
}

function attempt<T>(work: () => T): { readonly value: T } | { readonly error: unknown } {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
}
