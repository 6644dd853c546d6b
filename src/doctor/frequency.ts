import type { MachineFiles } from './files.ts';
import { type Finding, joinAdvice } from './finding.ts';

export interface FrequencyReading {
  /** The scaling governor of each core that shows one. */
  readonly governors: readonly string[];
  /** Text of intel_pstate/no_turbo: "1" where turbo is off. */
  readonly noTurbo: string | null;
  /** Text of cpufreq/boost: "1" where boost is on. */
  readonly boost: string | null;
}

const CPU = '/sys/devices/system/cpu';

export function readFrequency(files: MachineFiles): FrequencyReading {
  const cores = files.list(CPU).filter((name) => /^cpu\d+$/.test(name));
  return {
    governors: cores.flatMap((core) => files.read(`${CPU}/${core}/cpufreq/scaling_governor`)?.trim() || []),
    noTurbo: files.read(`${CPU}/intel_pstate/no_turbo`),
    boost: files.read(`${CPU}/cpufreq/boost`),
  };
}

/** Whether the clock of the cores stands still: only the governor `performance` asks for that. */
export function frequencyFinding({ governors, noTurbo, boost }: FrequencyReading): Finding {
  const turbo = turboOn(noTurbo, boost);
  const value = { governors: [...new Set(governors)], turbo };
  if (governors.length === 0 && turbo === null)
    return {
      check: 'frequency',
      level: 'note',
      found: 'frequency scaling is not shown here, as on most virtual machines',
      advice: null,
      value,
    };
  const varies = governors.some((governor) => governor !== 'performance');
  const found = [
    governors.length === 0 ? 'governor not shown here' : `governor ${value.governors.join(' and ')}`,
    turbo === null ? 'turbo not shown here' : `turbo ${turbo ? 'on' : 'off'}`,
  ].join(', ');
  return {
    check: 'frequency',
    level: varies ? 'warn' : turbo === true || governors.length === 0 ? 'note' : 'ok',
    found,
    advice: joinAdvice([
      varies ? 'keep the frequency up: sudo cpupower frequency-set --governor performance' : null,
      turbo === true ? `for narrower intervals, turbo off: ${turnOff(noTurbo)}` : null,
    ]),
    value,
  };
}

function turboOn(noTurbo: string | null, boost: string | null): boolean | null {
  if (noTurbo?.trim() === '0' || noTurbo?.trim() === '1') return noTurbo.trim() === '0';
  if (boost?.trim() === '0' || boost?.trim() === '1') return boost.trim() === '1';
  return null;
}

function turnOff(noTurbo: string | null): string {
  return noTurbo === null
    ? `echo 0 | sudo tee ${CPU}/cpufreq/boost`
    : `echo 1 | sudo tee ${CPU}/intel_pstate/no_turbo`;
}
