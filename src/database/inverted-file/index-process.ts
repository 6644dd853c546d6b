import { Failure } from '../../model/failure.ts';
import type { Layout } from '../../model/layout.ts';
import { sendProgress, serve } from '../../process/serve.ts';
import { openLayout } from '../open.ts';
import { explainSqliteError } from '../sqlite-error.ts';
import { type BuiltIndex, buildInvertedFile } from './build.ts';
import type { DivideOptions } from './divide.ts';

export interface IndexRequest extends DivideOptions {
  readonly layout: Layout;
  /** The folder with the layout's files. */
  readonly files: string;
  /** What to call it in an error. */
  readonly shown: string;
}

/** Makes the inverted file where it blocks nobody; killed at any moment it leaves the old one. */
function index({ layout, files, shown, ...options }: IndexRequest): BuiltIndex {
  try {
    const open = openLayout(layout, files);
    try {
      return buildInvertedFile(open, options, sendProgress);
    } finally {
      open.close();
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw explainSqliteError(error, shown, 'data folder');
  }
}

serve({ index });
