import { count, moment } from '../../../ui/format';
import type { Plan, Simulation } from '../api/contacts';

const kindWords: Record<NonNullable<Plan['kind']>, string> = {
  crowd: 'a crowd',
  devices: 'devices',
  recorded: 'recorded people',
};

/** Whether a plan decides all of it, so that it can be stopped, branched and added to. */
export function isOurs({ plan }: Simulation): boolean {
  return plan != null && (plan.kind ?? 'crowd') === 'crowd';
}

/** What is told of a simulation, each with its name. What does not hold for devices or recorded people is left out. */
export function factsOf(simulation: Simulation, tick: number, now: number): [name: string, value: string][] {
  const { state, counts, from, to, plan, branchOf } = simulation;
  const kind = plan?.kind ?? (plan ? 'crowd' : 'devices');
  const facts: [string, string | null][] = [
    ['State', state ?? null],
    ['Reported by', kindWords[kind]],
    ['People', count(counts.all)],
    ['Tick', count(tick)],
    ['From', from === null ? null : moment(from, now)],
    ['To', to === null || state === undefined || state === 'running' ? null : moment(to, now)],
    ['Branch of', branchOf ? `${branchOf.name}, tick ${count(branchOf.tick)}` : null],
    // Devices draw by their own ids; of a recording the seed decides infections alone.
    ['Seed', plan == null || kind === 'devices' ? null : String(plan.seed)],
    ['A tick takes', plan == null ? null : `${count(plan.tickMs)} ms`],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== null);
}
