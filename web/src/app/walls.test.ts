import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const src = fileURLToPath(new URL('..', import.meta.url));

/** Every import within the page's sources: from which file, to which. */
const imports = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .flatMap((name) =>
    [...readFileSync(join(src, name), 'utf8').matchAll(/from '(\.[^']+)'/g)].map(([, to]) => ({
      from: name.replaceAll('\\', '/'),
      to: relative(src, resolve(src, dirname(name), to!)).replaceAll('\\', '/'),
    })),
  );

const crossing = (from: RegExp, to: RegExp) =>
  imports.filter((i) => from.test(i.from) && to.test(i.to)).map((i) => `${i.from} imports ${i.to}`);

describe('the parts of the page', () => {
  it('are read', () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  it('know features by the one list of them alone', () => {
    expect(crossing(/^(?!features\/|app\/features\.ts)/, /^features\//)).toEqual([]);
  });

  it('have features that do not know each other', () => {
    const others = imports.filter(({ from, to }) => {
      const [a, b] = [/^features\/([^/]+)/.exec(from)?.[1], /^features\/([^/]+)/.exec(to)?.[1]];
      return a !== undefined && b !== undefined && a !== b;
    });
    expect(others).toEqual([]);
  });

  it('lie in layers: the shell on the features, these on map and ui, these on api and geo', () => {
    expect(crossing(/^features\//, /^app\/(?!feature$)/)).toEqual([]);
    expect(crossing(/^map\//, /^(app|features)\//)).toEqual([]);
    expect(crossing(/^ui\//, /^(app|features|map)\//)).toEqual([]);
    expect(crossing(/^(api|geo)\//, /^(app|features|map|ui)\//)).toEqual([]);
  });

  it('draw nothing where the state is kept', () => {
    expect(crossing(/^features\/[^/]+\/state\//, /^(map|features\/[^/]+\/(map|panels))\//)).toEqual([]);
  });
});
