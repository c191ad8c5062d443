import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import { quiet, softwareWebGl } from './chromium.mjs';

// What every script begins with. Each of its steps ends in a line "ok NAME", or the script fails with what it saw.

/** Milliseconds that are waited for anything. */
export const patience = 60_000;

export const say = (line) => process.stdout.write(`${line}\n`);

export const check = (condition, what) => {
  if (!condition) throw new Error(what);
};

let answers;

/** Asks the caller, who starts, kills and restarts the server, for something; it answers by the line "done". */
export const please = async (what) => {
  answers ??= createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  say(`please ${what}`);
  const { value } = await answers.next();
  check(value === 'done', `the caller did not ${what}: ${value}`);
};

/** The text of axe, for a page to run. */
export const readAxe = () => readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const launch = (executablePath) =>
  chromium.launch({ executablePath, args: [...quiet, ...softwareWebGl] });

/** A page of 1440 by 900 pixels, what it waits for by, and what went wrong on it by itself. */
export async function openPage(browser, settings = {}) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    ...settings,
  });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  const sees = (condition, argument, within = patience) =>
    page.waitForFunction(condition, argument, { timeout: within, polling: 100 });
  return {
    context,
    page,
    sees,
    byId: (testId) => page.getByTestId(testId).first(),
    parameter: (name) => new URL(page.url()).searchParams.get(name),
    untilParameter: (name, value, within) =>
      sees(([n, v]) => new URL(location.href).searchParams.get(n) === v, [name, value], within),
    /** Fails where something went wrong on the page by itself. */
    noFaults() {
      if (faults.length > 0) throw new Error(`the page failed: ${faults.join('; ')}`);
      say('ok without errors');
    },
  };
}
