export { freshCopy, sharedFolder } from '../database/folders.ts';
