import { statSync } from 'node:fs';
import { machineAccounts } from './accounts.ts';
import { DOCUMENT_POLICY, OWN_POLICY, type Policy } from './policy.ts';

/** Where the account that the document names owns the data, its policy is meant; on a developer's machine it is not. */
export function defaultPolicy(path: string): Policy {
  const owner = machineAccounts().uidOf(DOCUMENT_POLICY.rules.database.owner ?? '');
  return owner !== null && statSync(path).uid === owner ? DOCUMENT_POLICY : OWN_POLICY;
}
