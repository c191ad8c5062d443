import type { Range } from '../../../ui/timebar/history';
import type { Simulation } from '../api/contacts';

/**
 * The range of a simulation that was chosen, from its first report to its last; 'asked' before the simulations are known, null where nothing is kept of it or
 * none was chosen.
 */
export function ownRange(
  chosen: string | null,
  simulations: readonly Simulation[] | null,
): Range | null | 'asked' {
  if (chosen === null) return null;
  if (simulations === null) return 'asked';
  const simulation = simulations.find(({ name }) => name === chosen);
  if (simulation?.from == null || simulation.to === null) return null;
  const { from, to, state } = simulation;
  const over = state !== undefined && state !== 'running';
  return { start: from, end: to, of: chosen, ...(over && { over }) };
}
