// The weather's page in a real browser, step by step, on a running `vicinity up --apps weather`: both coefficients, a sensor, a place, open
// windows, servers, transports, alarms, the past, and the keyboard alone. Each step ends in "ok NAME" or the script fails with what it saw.
// With --picture it takes a picture of the page and ends.
//   node browser/weather.mjs --url http://localhost:3300 [--browser /usr/bin/chromium] [--picture FILE.png] [--scheme dark] [--width 1440]

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { quiet, softwareWebGl } from './chromium.mjs';

const { values: options } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://localhost:3300' },
    browser: { type: 'string', default: '/usr/bin/chromium' },
    picture: { type: 'string' },
    scheme: { type: 'string', default: 'light' },
    width: { type: 'string', default: '1440' },
    tab: { type: 'string', default: 'sensors' },
  },
});

const patience = 60_000;
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const say = (line) => process.stdout.write(`${line}\n`);
const check = (condition, what) => {
  if (!condition) throw new Error(what);
};
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const please = async (what) => {
  say(`please ${what}`);
  const { value } = await lines.next();
  check(value === 'done', `nobody did: ${what}`);
};

const browser = await chromium.launch({
  executablePath: options.browser,
  args: [...quiet, ...softwareWebGl],
});
try {
  const context = await browser.newContext({
    viewport: { width: Number(options.width), height: 900 },
    colorScheme: options.scheme,
    reducedMotion: 'reduce',
    // Scripts of the site alone may run on its pages; axe is put there by the browser.
    bypassCSP: true,
  });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.addInitScript(axe);
  const byId = (testId) => page.getByTestId(testId).first();
  const text = async (testId) => (await byId(testId).textContent()) ?? '';
  const sees = (condition, argument, within = patience) =>
    page.waitForFunction(condition, argument, { timeout: within, polling: 100 });
  const parameter = (name) => new URL(page.url()).searchParams.get(name);
  const get = (path) => page.evaluate(async (p) => (await fetch(p)).json(), path);
  const open = async (query = '') => {
    await page.goto(`${options.url}/weather${query}`);
    await sees(() => document.querySelectorAll('[data-testid=curve-wellness] canvas').length > 0);
  };
  const noFindings = async (where) => {
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await page.waitForTimeout(400);
      const found = await page.evaluate(async () => {
        const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
        return violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 160)} ${nodes[0].failureSummary}`);
      });
      check(found.length === 0, `${where}, ${width} px, axe: ${found.join('; ')}`);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  };

  if (options.picture) {
    await open(`?panel=${options.tab}`);
    await page.waitForTimeout(2500);
    await page.screenshot({ path: options.picture });
    say(`ok ${options.picture}`);
    process.exit(0);
  }

  // Both coefficients are those of the windows that the server tells, and go on by themselves.
  await open('?panel=sensors');
  const newest = async (quantity) =>
    (await get(`/api/weather/windows?quantity=${quantity}&limit=10000`)).at(-1);
  for (const quantity of ['wellness', 'pollution']) {
    const { mean } = await newest(quantity);
    check(mean !== null && mean >= 0 && mean <= 1, `the mean of ${quantity} is ${mean}`);
    await sees(
      ([q]) =>
        /^\d\.\d\d ± \d\.\d\d/u.test(document.querySelector(`[data-testid=told-${q}]`)?.textContent ?? ''),
      [quantity],
    );
  }
  const before = await text('curve-wellness');
  await sees(
    (was) => document.querySelector('[data-testid=curve-wellness]')?.textContent !== was,
    before,
    30_000,
  );
  say('ok both coefficients are those of the windows, and go on by themselves');

  // The sensors stand by place, with their values and health.
  await byId('weather-sensor').waitFor();
  const sensors = await get('/api/weather/sensors');
  const rows = await page.getByTestId('weather-sensor').count();
  check(rows >= sensors.length, `${rows} rows for ${sensors.length} sensors`);
  check(
    (await page.locator('[data-testid=weather-sensor][data-health=live]').count()) > 0,
    'no sensor is live',
  );
  check((await page.getByTestId('weather-place-row').count()) > 0, 'no place is listed');
  say('ok sensors stand by place, with values and health');

  // A sensor's curves, and back to all.
  const air = sensors.find(({ kinds }) => kinds.includes('air')).sensor;
  await page.getByTestId('weather-find').fill(air);
  await page.locator(`[data-testid=weather-sensor][data-sensor="${air}"]`).first().click();
  await sees((name) => new URL(location.href).searchParams.get('of') === `sensor:${name}`, air);
  await byId('curve-wellness').waitFor();
  await sees(
    () => document.querySelectorAll('[data-testid=curve-pollution]').length === 0,
    undefined,
    10_000,
  );
  await page.getByTestId('weather-find').fill('');
  const place = await page.locator('[data-testid=weather-place-row]').first().getAttribute('data-place');
  await page.locator('[data-testid=weather-place-row]').first().click();
  await sees((name) => new URL(location.href).searchParams.get('of') === `place:${name}`, place);
  await page.keyboard.press('Escape');
  await sees(() => !new URL(location.href).searchParams.has('of'));
  say('ok the curves of a sensor and of a place are chosen, and Escape shows all again');

  // Open windows count up and say when they close; what became of the readings is told.
  await byId('tab-windows').click();
  await byId('weather-open-window').waitFor();
  check(
    /closes in|waits for/u.test(await text('weather-open')),
    'an open window does not say when it closes',
  );
  const status = await get('/api/weather/status');
  check(status.fates.inTime > 0, 'no reading was counted in time');
  check((await text('weather-fates')).includes('In time'), 'what became of the readings is not told');
  say('ok open windows say when they close, and what became of the readings is told');

  // Servers and transports.
  await byId('tab-servers').click();
  await byId('weather-partition').waitFor();
  await byId('tab-transports').click();
  const transports = await text('weather-transports');
  for (const words of ['exactly once', 'at least once', 'log', 'grpc', 'rabbitmq', 'mqtt'])
    check(transports.includes(words), `the transports do not say “${words}”`);
  await sees(() =>
    / ms|\d s/u.test(document.querySelector('[data-testid=weather-transports]')?.textContent ?? ''),
  );
  await byId('tab-alarms').click();
  await byId('weather-alarms').waitFor();
  say('ok servers, transports with their guarantees, and alarms are shown');

  for (const tab of ['sensors', 'windows', 'servers', 'transports', 'alarms']) {
    await open(`?panel=${tab}`);
    await page.waitForTimeout(500);
    await noFindings(tab);
  }
  say('ok axe finds nothing serious in any panel');

  // By keyboard: to the curve, along it, and with Enter to its moment; the sensors of that moment; and back to the present.
  await open('?panel=sensors');
  await page.getByTestId('plot-wellness').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  const told = await page.getByTestId('plot-wellness').getAttribute('aria-valuetext');
  check(/\d\.\d\d|empty/u.test(told ?? ''), `the curve is read as “${told}”`);
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await sees(() => new URL(location.href).searchParams.has('at'));
  await byId('weather-past-sensor').waitFor();
  say('ok a curve is read by the keyboard, and its moment is shown');

  check(parameter('at') !== null, 'the address does not tell the moment');
  await open('?panel=sensors');
  await page.keyboard.press('p');
  await sees(() => document.querySelectorAll('[data-testid=tab-sensors]').length === 0);
  await page.keyboard.press('p');
  await byId('tab-sensors').waitFor();
  say('ok the panel opens and closes by a key');

  // While the server is away the page keeps what it shows and says how old it is; it comes back by itself.
  await please('kill the server');
  await byId('weather-delayed').waitFor();
  check((await page.locator('[data-testid=curve-wellness] canvas').count()) > 0, 'the curves are gone');
  await please('start the server');
  await sees(() => document.querySelectorAll('[data-testid=weather-delayed]').length === 0);
  say('ok the page keeps the last known state with its age, and heals by itself');

  check(faults.length === 0, faults.join('; '));
  say('ok without errors');
} finally {
  await browser.close();
}
process.exit(0);
