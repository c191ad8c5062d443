import { describe, expect, it } from 'vitest';
import type { Parameter } from '../api/contacts';
import {
  changesOf,
  firstValues,
  fromSlider,
  ownFields,
  parametersAfter,
  problemsOf,
  scaleOf,
  toSlider,
  valuesOf,
} from './simulationForm';

const parameter = (more: Partial<Parameter>): Parameter => ({
  name: 'infection_radius',
  title: 'Radius',
  description: '',
  unit: null,
  kind: 'number',
  default: 2,
  least: 0,
  most: 1000,
  group: 'Infection',
  ...more,
});

describe('the form of a simulation', () => {
  it('begins with the defaults, or with what is known', () => {
    const fields = [parameter({}), parameter({ name: 'movement', kind: 'choice', default: 'Walk' })];
    expect(firstValues(fields)).toEqual({ infection_radius: 2, movement: 'Walk' });
    expect(firstValues(fields, { infection_radius: 5 })).toMatchObject({ infection_radius: 5 });
  });

  it('names the value, its bounds and what is wrong', () => {
    const wrong = (more: Partial<Parameter>, value: never | string | number | boolean) =>
      problemsOf([parameter(more)], { infection_radius: value }).get('infection_radius');
    expect(wrong({}, '-1')).toBe('Radius is -1, not from 0 to 1000');
    expect(wrong({}, '')).toBe('Radius is no number');
    expect(wrong({}, '1e')).toBe('Radius is no number');
    expect(wrong({ kind: 'integer' }, '1.5')).toBe('Radius is 1.5, not a whole number');
    expect(wrong({ kind: 'choice', choices: ['Walk'] }, 'Fly')).toBe('Radius is none of its choices');
    expect(wrong({}, '2')).toBeUndefined();
  });

  it('knows that no more are infected than there are people', () => {
    const typed = { ...firstValues(ownFields), people: '5', infected: '6' };
    expect(problemsOf(ownFields, typed).get('infected')).toBe('6 infected are more than 5 people');
  });

  it('gives numbers as numbers, and only what was changed where that is asked for', () => {
    const fields = [parameter({}), parameter({ name: 'infected_move', kind: 'boolean', default: false })];
    const typed = { infection_radius: '3', infected_move: false };
    expect(valuesOf(fields, typed)).toEqual({ infection_radius: 3, infected_move: false });
    expect(changesOf(fields, typed)).toEqual({ infection_radius: 3 });
    expect(changesOf(fields, typed, { infection_radius: 3, infected_move: true })).toEqual({
      infected_move: false,
    });
  });
});

describe('the parameters of a run', () => {
  const plan = {
    people: 1,
    infected: 0,
    seed: 1,
    tickMs: 1000,
    ticks: 0,
    parameters: { app_share: 0 },
    changes: [
      { tick: 10, parameters: { app_share: 0.5 } },
      { tick: 20, parameters: { app_share: 0.9 } },
    ],
  };

  it('are those after the last change that is not after the tick', () => {
    expect([0, 10, 15, 99].map((tick) => parametersAfter(plan, tick).app_share)).toEqual([0, 0.5, 0.5, 0.9]);
    expect(parametersAfter(null, 3)).toEqual({});
  });
});

describe('a slider', () => {
  it('goes by steps where the bounds are near, and by powers where they are far', () => {
    expect(scaleOf(parameter({ kind: 'share', most: 1 }))).toMatchObject({ logarithmic: false, step: 0.01 });
    expect(scaleOf(parameter({ kind: 'integer', most: 100 }))).toMatchObject({ logarithmic: false, step: 1 });
    expect(scaleOf(parameter({ most: 1_000_000 })).logarithmic).toBe(true);
    expect(scaleOf(parameter({ most: 1_000_000, usual: 10 }))).toMatchObject({ most: 10, step: 0.1 });
  });

  it('gives back what it was set to, and round values between', () => {
    const scale = scaleOf(parameter({ kind: 'integer', most: 1_000_000 }));
    for (const value of [0, 1, 15, 120, 1_000_000])
      expect(fromSlider(scale, toSlider(scale, value), 'integer')).toBe(value);
    expect(fromSlider(scale, toSlider(scale, 1237), 'integer')).toBe(1200);
    expect(fromSlider(scale, 99, 'integer')).toBe(1_000_000);
  });
});
