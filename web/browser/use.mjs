// What a person does with the page, by mouse and by keyboard alone, on a running `vicinity up` with its demo. Each step ends in "ok NAME" or
// the script fails with what it saw.
//   node browser/use.mjs --url http://localhost:3300 [--browser /usr/bin/chromium]

import { parseArgs } from 'node:util';
import { check, launch, openPage, patience, say } from './script.mjs';

const { values: options } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://localhost:3300' },
    browser: { type: 'string', default: '/usr/bin/chromium' },
  },
});

const browser = await launch(options.browser);
try {
  const { context, page, sees, byId, parameter, untilParameter, noFaults } = await openPage(browser);
  const open = async (path) => {
    await page.goto(options.url + path);
    await page
      .locator('[data-map-ready=true], [data-testid=partition-row], [data-testid=not-found]')
      .first()
      .waitFor();
  };
  const mode = () => byId('time-bar').getAttribute('data-mode');
  // What is read comes to rest: a picture is drawn, a moment read and a map moved some time after the key.
  const settled = async (read, rest = 1500) => {
    const end = Date.now() + patience;
    let value = await read();
    for (let since = Date.now(); Date.now() - since < rest;) {
      if (Date.now() > end) throw new Error(`this does not come to rest: ${value}`);
      await page.waitForTimeout(100);
      const next = await read();
      if (next !== value) [value, since] = [next, Date.now()];
    }
    return value;
  };
  const focused = () =>
    page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? document.activeElement?.id);

  // Navigation.
  await open('/');
  await page.keyboard.press('Tab');
  check((await focused()) === 'skip-link', `the first stop of the tab key is ${await focused()}`);
  await page.keyboard.press('Enter');
  check((await focused()) === 'content', `the skip link leads to ${await focused()}`);
  await byId('nav-traffic').focus();
  await page.keyboard.press('Enter');
  await sees(() => location.pathname === '/traffic');
  check(
    (await byId('nav-traffic').getAttribute('aria-current')) === 'page',
    'the link of the page is not the current one',
  );
  check((await page.locator('[aria-current=page]').count()) === 1, 'more than one page is the current one');
  await page.goBack();
  await sees(() => location.pathname === '/');
  await open('/no/such/page');
  await page.getByText('There is no such page').waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  await byId('nav-menu').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Traffic' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await sees(() => location.pathname === '/traffic');
  await page.setViewportSize({ width: 1440, height: 900 });
  say('ok pages are links, with a skip link, a menu on a narrow screen, and one for addresses that are none');

  // Single keys.
  await open('/traffic?panel=vehicles');
  await sees(() => (window.__vicinity?.vehicles ?? 0) > 0);
  await untilParameter('layers', 'heat,vehicles,quadrants');
  await page.keyboard.press('h');
  await untilParameter('layers', 'vehicles,quadrants');
  await byId('vehicle-search').fill('');
  await byId('vehicle-search').pressSequentially('hv');
  await page.waitForTimeout(500);
  check(parameter('layers') === 'vehicles,quadrants', 'a key does something while it is typed');
  await byId('vehicle-search').fill('');
  await byId('tab-layers').click();
  await untilParameter('panel', 'layers');
  await page.keyboard.press('ArrowLeft');
  await sees(() => document.querySelector('[data-testid=time-bar]').dataset.mode === 'history');
  await page.waitForTimeout(500);
  check(parameter('panel') === 'layers', 'an arrow after a click on a tab goes to another tab');
  await byId('toggle-mode').click();
  await page.keyboard.press('Space');
  await sees(() => document.querySelector('[data-testid=time-play]').getAttribute('aria-label') === 'Pause');
  await page.keyboard.press('l');
  await sees(() => document.querySelector('[data-testid=time-bar]').dataset.mode === 'live');
  await byId('tab-layers').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('ArrowRight');
  check((await mode()) === 'live', 'an arrow on a tab that the tab key has come to moves the time');
  await page.keyboard.press('?');
  await byId('toggle-shortcuts').click();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('h');
  await page.waitForTimeout(500);
  check(parameter('layers') === 'vehicles,quadrants', 'a key does something although keys are turned off');
  await byId('help').click();
  await byId('toggle-shortcuts').click();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('h');
  await untilParameter('layers', 'heat,vehicles,quadrants');
  say('ok single keys work after a click, not while typing, and can be turned off');

  // The list of vehicles, by the keyboard alone.
  await open('/traffic');
  await sees(() => (window.__vicinity?.vehicles ?? 0) > 0);
  if (!(await byId('tab-vehicles').isVisible())) await byId('open-panel').press('Enter');
  await byId('tab-vehicles').focus();
  await page.keyboard.press('Enter');
  await byId('vehicle-row').waitFor();
  // A car whose trip ends meanwhile is gone: then another one is looked for.
  for (let attempt = 1; ; attempt++) {
    const wanted = await page.evaluate(() => window.__vicinity.sample[0]);
    await byId('vehicle-search').fill('');
    await byId('vehicle-search').focus();
    await page.keyboard.type(wanted);
    try {
      await page.locator(`[data-vehicle="${wanted}"]`).focus({ timeout: 5000 });
      await page.keyboard.press('Enter');
      await byId('followed-vehicle').waitFor({ timeout: 5000 });
      await untilParameter('follow', wanted, 5000);
      const span = byId('track-span').getByRole('button', { name: '5 minutes', exact: true });
      await span.focus({ timeout: 5000 });
      await page.keyboard.press('Enter');
      await sees(
        () =>
          /reports|stood still/.test(document.querySelector('[data-testid=track-told]')?.textContent ?? ''),
        undefined,
        5000,
      );
      break;
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
  await untilParameter('track', '300');
  await byId('vehicle-search').fill('no such vehicle');
  await page.getByText('No vehicle in view is like that.').waitFor();
  await byId('vehicle-search').fill('');
  await byId('vehicle-sorting').press('Enter');
  await page.getByRole('option', { name: 'fastest first' }).press('Enter');
  // The speeds in the rows go on while their order rests: it is right at the moment after a sort.
  await sees(() => {
    const rows = [...document.querySelectorAll('[data-testid=vehicle-row]')];
    const speeds = rows.map((row) => Number(/(\d+) km\/h/.exec(row.innerText)?.[1] ?? -1));
    return speeds.length > 5 && speeds.every((speed, i) => i === 0 || speed <= speeds[i - 1]);
  });
  await page.keyboard.press('Escape');
  say('ok vehicles are found, sorted and followed by the keyboard, with their way over a chosen span');

  // One moment for all that is shown.
  await open('/traffic');
  await sees(() => (window.__vicinity?.vehicles ?? 0) > 0);
  const slider = byId('time-slider');
  const box = await slider.boundingBox();
  await slider.click({ position: { x: box.width * 0.8, y: box.height / 2 } });
  await sees(() => document.querySelector('[data-testid=time-bar]').dataset.mode === 'history');
  await page.keyboard.press('Space');
  await sees(() => document.querySelector('[data-testid=time-play]').getAttribute('aria-label') === 'Play');
  await sees(() => document.querySelectorAll('.quadrant-labels > div').length > 0);
  await sees(() => document.querySelector('[data-testid=vehicle-count]')?.textContent !== '–');
  const shown = () =>
    page.evaluate(() =>
      JSON.stringify({
        figures: document.querySelector('[data-testid=figures]').textContent,
        labels: [...document.querySelectorAll('.quadrant-labels > div')].map((l) => l.textContent).sort(),
        picture: window.__vicinity.lastUpdate,
        vehicles: window.__vicinity.vehicles,
      }),
    );
  const before = await settled(shown);
  await page.waitForTimeout(3000);
  const after = await shown();
  check(before === after, `a moment of the past changes: ${before} then ${after}`);
  say('ok figures, labels and vehicles are those of the moment that is shown');

  await byId('nav-overview').click();
  await byId('live-mark').waitFor();
  check((await mode()) === 'history', 'another page is at another moment');
  const at = parameter('at');
  check(at !== null, 'the address does not tell the moment');
  await byId('nav-cluster').click();
  await page.locator('[data-testid=cluster-before], [data-testid=cluster-past]').first().waitFor();
  check((await page.getByTestId('kill-1').count()) === 0, 'nodes of the past can be killed');
  await page.keyboard.press('l');
  await byId('partition-row').waitFor();
  // The picture is held at the newest moment that the bar has read, so it must have read one of which the picture is known.
  await sees(
    (moment) => Number(document.querySelector('[data-testid=time-slider] input').max) > moment,
    Date.now(),
  );
  await page.keyboard.press('Space');
  await byId('cluster-past').waitFor();
  const figures = () => byId('figures').textContent();
  const then = await settled(figures);
  await page.waitForTimeout(2500);
  check((await figures()) === then, 'the figures of the cluster go on in the past');
  say('ok other pages show the same moment, or say that it is the present');

  // The address.
  await open('/traffic');
  await sees(() => (window.__vicinity?.vehicles ?? 0) > 0);
  await page.keyboard.press('q');
  await untilParameter('layers', 'heat,vehicles');
  await page.mouse.move(500, 450);
  await page.mouse.wheel(0, -300);
  await sees(() => new URL(location.href).searchParams.has('map'));
  await page.keyboard.press('ArrowLeft');
  await sees(() => new URL(location.href).searchParams.has('at'));
  const link = await settled(() => page.url());
  const other = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await other.goto(link);
  await other.locator('[data-map-ready=true]').first().waitFor({ timeout: patience });
  const told = await other.waitForFunction(
    () =>
      document.querySelector('[data-testid=time-bar]').dataset.mode === 'history' &&
      window.__vicinity.vehicles > 0,
    undefined,
    { timeout: patience },
  );
  check(Boolean(told), 'the other page is not in the past');
  const [here, there] = [new URL(link), new URL(await settled(() => other.url()))];
  for (const name of ['at', 'map', 'layers'])
    check(
      here.searchParams.get(name) === there.searchParams.get(name),
      `${name} of ${here} is another one in ${there}`,
    );
  const [label, otherLabel] = [
    await byId('time-label').textContent(),
    await other.getByTestId('time-label').textContent(),
  ];
  check(label === otherLabel, `one page is at ${label}, the other at ${otherLabel}`);
  await page.keyboard.press('q');
  say('ok a link shows the same place, moment and layers');

  noFaults();
} finally {
  await browser.close();
}
process.exit(0);
