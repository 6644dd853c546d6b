import { plain } from '../../../render/plain.ts';
import { UNIT_EXAMPLE } from '../isolation.ts';
import { unmetSettings } from '../unit.ts';
import { BY_HAND, defineCheck } from './check.ts';

export const isolation = defineCheck({
  name: 'isolation',
  about: "the application's systemd unit keeps it from the system, and the network from the databases",
  needs: 'unit',
  run: (unit) =>
    unmetSettings(unit).map(({ setting, found }) => ({
      severity: setting.severity,
      where: plain(unit.shown),
      what: `${setting.name} is ${found === null ? 'not set' : plain(found) || 'empty'}${setting.wanted.includes('*') ? '' : `, not ${setting.wanted[0] || 'empty'}`}`,
      why: `${setting.why}; see ${UNIT_EXAMPLE}`,
      ...BY_HAND,
    })),
});
