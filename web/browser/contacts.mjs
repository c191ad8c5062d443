// The contacts' page in a real browser, step by step, on a running `vicinity up --apps contacts`: the field, a person and its trace, the
// past, a new simulation, people who are added, a branch, a comparison, and the server going away; by mouse and by keyboard alone. Each step
// ends in "ok NAME" or the script fails with what it saw. With --picture it takes a picture of the page and ends.
//   node browser/contacts.mjs --url http://localhost:3300 [--visitor URL] [--browser /usr/bin/chromium] [--picture FILE.png] [--scheme dark]

import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { check, launch, openPage, patience, please, readAxe, say } from './script.mjs';

const { values: options } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://localhost:3300' },
    visitor: { type: 'string' },
    browser: { type: 'string', default: '/usr/bin/chromium' },
    picture: { type: 'string' },
    scheme: { type: 'string', default: 'light' },
  },
});

const browser = await launch(options.browser);
try {
  const { page, sees, byId, parameter, untilParameter, noFaults } = await openPage(browser, {
    colorScheme: options.scheme,
    // Scripts of the site alone may run on its pages; axe is put there by the browser.
    bypassCSP: true,
  });
  await page.addInitScript(await readAxe());
  const open = async (query = '') => {
    await page.goto(`${options.url}/contacts${query}`);
    await page.locator('[data-field-ready=true]').waitFor();
    await sees(() => (window.__contacts?.people ?? 0) > 0);
  };
  const text = async (testId) => (await byId(testId).textContent()) ?? '';
  const figures = async () =>
    Object.fromEntries(
      await Promise.all(
        ['all', 'infected', 'dead', 'dead-infected'].map(async (name) => [
          name,
          Number((await text(`contacts-${name}`)).replaceAll(',', '')),
        ]),
      ),
    );
  const get = (path) => page.evaluate(async (p) => (await fetch(p)).json(), path);
  const focused = () =>
    page.evaluate(() => ({
      role: document.activeElement?.getAttribute('role') ?? null,
      person: document.activeElement?.getAttribute('data-person') ?? null,
      id: document.activeElement?.getAttribute('data-testid') ?? null,
      level: Number(document.activeElement?.getAttribute('aria-level') ?? 0),
    }));
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
      check(found.length === 0, `axe, ${where}, ${width} px: ${found.join('; ')}`);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  };
  // A person in the middle of the field, with whom nobody is in the same place, in the window's pixels.
  const pickable = () =>
    page.evaluate(() => {
      const { ids, position, inWindow } = window.__contacts;
      const all = ids(2000).map((id) => [id, ...position(id)]);
      const alone = all.find(
        ([id, x, y]) =>
          x > 5 && y > 5 && all.every(([other, ox, oy]) => other === id || Math.hypot(ox - x, oy - y) > 4),
      );
      return alone === undefined ? null : { id: alone[0], at: inWindow(alone[1], alone[2]) };
    });
  const clickPerson = async () => {
    for (let attempt = 1; ; attempt++) {
      const wanted = await pickable();
      check(wanted !== null, 'nobody stands alone on the field');
      await page.mouse.click(...wanted.at);
      const chosen = await byId('person-details')
        .getAttribute('data-person', { timeout: 5000 })
        .catch(() => null);
      if (chosen === wanted.id) return wanted.id;
      // People have gone on meanwhile: another one is clicked.
      check(attempt < 8, `a click on ${wanted.id} chooses ${chosen}`);
    }
  };

  await open(options.picture ? '?panel=people' : '?panel=none');
  if (options.picture) {
    await sees(() => Number(document.querySelector('[data-testid=contacts-infected]').textContent) > 3);
    await page.waitForTimeout(4000);
    const infected = await page.evaluate(() => {
      const { ids, look } = window.__contacts;
      return ids(2000).find((id) => look(id).health === 'infected');
    });
    await page.goto(`${options.url}/contacts?panel=people&person=${infected}`);
    await page.locator('[data-field-ready=true]').waitFor();
    await page.getByTestId('trace-told').waitFor();
    await page.waitForTimeout(4000);
    await page.screenshot({ path: options.picture });
    say('ok picture');
    process.exit(0);
  }

  // The field.
  const titles = await byId('figures').innerText();
  for (const name of ['Total nodes', 'Zombies', 'Deaths', 'Dead zombies'])
    check(titles.includes(name), `there is no number "${name}" in ${titles}`);
  const first = await figures();
  check(first.all === (await page.evaluate(() => window.__contacts.people)), `${first.all} are not drawn`);
  const moved = await page.evaluate(() => {
    const { ids, position } = window.__contacts;
    return ids(50).map((id) => [id, ...position(id)]);
  });
  await sees((before) => {
    const places = before.map(([id]) => window.__contacts.position(id));
    return before.some(([, x, y], i) => places[i] !== null && (places[i][0] !== x || places[i][1] !== y));
  }, moved);
  const circles = await byId('people-field').screenshot();
  await page.keyboard.press('r');
  await untilParameter('realism', '1');
  await page.waitForTimeout(1500);
  check((await byId('contacts-realism').getAttribute('aria-pressed')) === 'true', 'the switch is not on');
  check(!circles.equals(await byId('people-field').screenshot()), 'pictures look like circles');
  check(
    (await page.getByTestId('contacts-legend').locator('img').count()) === 6,
    'the legend has no pictures',
  );
  await page.keyboard.press('r');
  await untilParameter('realism', null);
  say('ok people move on the field, as symbols or as pictures, with the four numbers');

  // A person, by the mouse.
  await clickPerson();
  await untilParameter('panel', 'people');
  await byId('exposures').waitFor();
  await byId('trace-told').waitFor();
  await noFindings('a person');
  await open('?panel=people');
  say('ok a click on a person shows its contacts and its trace');

  // A person, by the keyboard alone.
  // Somebody who can have infected others.
  const spreader = await page.evaluate(async () => {
    const { ids, look } = window.__contacts;
    for (const id of ids(2000).filter((id) => look(id).health !== 'susceptible')) {
      const { steps } = await (await fetch(`/api/contacts/people/${id}/trace?depth=3`)).json();
      if (
        steps.length > 1 &&
        steps[1].person !== id &&
        steps.some(({ parent, person }) => parent === 1 && person !== id)
      )
        return id;
    }
    return null;
  });
  check(spreader !== null, 'nobody can have infected anybody');
  await byId('person-search').focus();
  await page.keyboard.type(spreader.slice(0, 12));
  await sees(() => document.querySelectorAll('[data-testid=person-row]').length === 1);
  await byId('person-row').focus();
  await page.keyboard.press('Enter');
  await untilParameter('person', spreader);
  await page.getByTestId('trace-tree').waitFor();
  await page.locator('[data-testid=trace-tree] [role=treeitem][tabindex="0"]').focus();
  // Those at the top who infected nobody have nothing to open.
  const opens = () => page.evaluate(() => document.activeElement.hasAttribute('aria-expanded'));
  for (let rows = 0; rows < 200 && !(await opens()); rows++) await page.keyboard.press('ArrowDown');
  const top = await focused();
  check(top.level === 1 && top.person !== spreader, `the tree begins with ${JSON.stringify(top)}`);
  const inTree = await page
    .locator('[data-testid=trace-tree] [role=treeitem]')
    .evaluateAll((items) => items.map((item) => item.getAttribute('data-person')));
  check(!inTree.includes(spreader), 'the tree of a person holds the person itself');
  await page.keyboard.press('ArrowRight');
  // Of a large tree only the tops are open at first.
  if ((await focused()).level === 1) await page.keyboard.press('ArrowRight');
  const child = await focused();
  check(child.role === 'treeitem' && child.level === 2, `the arrow leads to ${JSON.stringify(child)}`);
  check((await byId('time-bar').getAttribute('data-mode')) === 'live', 'an arrow in the tree moves the time');
  // The first one closes a child that is open, as those of a small tree are.
  for (let presses = 0; presses < 2 && (await focused()).level !== 1; presses++) {
    await page.keyboard.press('ArrowLeft');
  }
  check((await focused()).level === 1, 'an arrow does not lead back');
  await page.keyboard.press('ArrowLeft');
  check(
    (await page.evaluate(() => document.activeElement.getAttribute('aria-expanded'))) === 'false',
    'an arrow does not close the tree',
  );
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  const next = await focused();
  await page.keyboard.press('Enter');
  await untilParameter('person', next.person);
  await byId('person-follow').focus();
  await page.keyboard.press('Space');
  await untilParameter('follow', '1');
  await byId('people-field').focus();
  await page.keyboard.press('ArrowLeft');
  await untilParameter('follow', null);
  await page.keyboard.press('Escape');
  await untilParameter('person', null);
  await byId('tab-spread').click();
  await byId('transmission-tree').waitFor();
  const item = page.locator('[data-testid=transmission-tree] [role=treeitem][tabindex="0"]');
  await item.focus();
  await page.keyboard.press('Enter');
  check(
    parameter('person') !== '' && (await item.getAttribute('aria-selected')) === 'true',
    'nobody is chosen',
  );
  await noFindings('the spread');
  say('ok people are found, traced and followed by the keyboard alone, and the tree of the run is walked');

  // A link on a narrow screen.
  await page.setViewportSize({ width: 390, height: 844 });
  await open(`?panel=people&person=${spreader}`);
  await byId('person-details').waitFor();
  check((await byId('person-details').getAttribute('data-person')) === spreader, 'another person is shown');
  await page.keyboard.press('Escape');
  await byId('person-details').waitFor({ state: 'detached' });
  await untilParameter('panel', 'none');
  await page.setViewportSize({ width: 1440, height: 900 });
  say('ok a link to a person opens the panel on a narrow screen, too');

  // The curves, by the keyboard.
  await open('?panel=none');
  await sees(() => document.querySelector('[data-testid=contacts-curves] canvas') !== null);
  const plotted = byId('contacts-curves-picture');
  await plotted.focus();
  await page.keyboard.press('Home');
  check(
    /, tick 1$/.test((await text('contacts-moment')).split(/(?<=tick 1)/)[0]),
    await text('contacts-moment'),
  );
  const first300 = await plotted.getAttribute('aria-valuetext');
  check(/\d+ safe/.test(first300) && first300.includes('infected'), `the value is told as ${first300}`);
  await page.keyboard.press('PageUp');
  check((await plotted.getAttribute('aria-valuetext')) !== first300, 'a key does not move along the curves');
  await page.keyboard.press('Enter');
  await sees(() => document.querySelector('[data-testid=time-bar]').dataset.mode === 'history');
  await page.keyboard.press('l');
  await sees(() => document.querySelector('[data-testid=time-bar]').dataset.mode === 'live');
  say('ok the curves are read, and a moment is chosen, by the keyboard');

  // The past.
  const curves = await byId('contacts-curves-picture').boundingBox();
  await page.mouse.click(curves.x + curves.width * 0.3, curves.y + curves.height / 2);
  await sees(() => document.querySelector('[data-testid=time-bar]').dataset.mode === 'history');
  await sees(() => document.querySelector('[data-testid=contacts-all]').textContent !== '–');
  await page.waitForTimeout(1500);
  const then = await figures();
  const drawn = await page.evaluate(() =>
    JSON.stringify(window.__contacts.ids(50).map(window.__contacts.position)),
  );
  await page.waitForTimeout(2500);
  check(JSON.stringify(then) === JSON.stringify(await figures()), 'the figures of the past go on');
  check(
    drawn ===
      (await page.evaluate(() => JSON.stringify(window.__contacts.ids(50).map(window.__contacts.position)))),
    'people of the past move',
  );
  const at = Number(new URL(page.url()).searchParams.get('at'));
  check(at > 0 && at < Date.now(), 'the address does not tell the moment');
  await page.keyboard.press('l');
  await sees(() => document.querySelector('[data-testid=time-bar]').dataset.mode === 'live');
  say('ok a click on the curves shows that moment, and it stands still');

  // A new simulation.
  await open('?panel=runs');
  await page.keyboard.press('n');
  await byId('form-people').waitFor();
  await noFindings('the form');
  await byId('form-people').fill('0');
  await page.getByText('People is 0, not from 1 to').waitFor();
  check(await byId('form-start').isDisabled(), 'wrong values can be sent');
  await byId('form-people').fill('40');
  await byId('form-infected').fill('2');
  await byId('form-tickMs').fill('300');
  await byId('form-name').fill('tried by hand');
  await byId('form-start').focus();
  await page.keyboard.press('Enter');
  await untilParameter('simulation', 'tried by hand');
  await sees(() => window.__contacts.simulation === 'tried by hand' && window.__contacts.people === 40);
  check((await figures()).all === 40, 'the figures are those of another run');
  say('ok a new simulation begins with the values of the form, and wrong ones are told');

  await byId('add-infected').click();
  await byId('contacts-placing').waitFor();
  const place = await page.evaluate(() => window.__contacts.inWindow(20, 30));
  await page.mouse.click(...place);
  await page.getByText('added at 20, 30').first().waitFor();
  await sees(() => window.__contacts.people === 41);
  await byId('add-x').fill('50');
  await byId('add-y').fill('60');
  await byId('add-submit').focus();
  await page.keyboard.press('Enter');
  await sees(() => window.__contacts.people === 42);
  await page.keyboard.press('Escape');
  say('ok people are added by a click on the field, and by a place that is typed');

  await byId('simulation-branch').click();
  await byId('form-infection_radius').fill('5');
  await byId('form-tick').fill('3');
  await byId('form-name').fill('a branch');
  await page.waitForTimeout(2500);
  await byId('form-start').click();
  await untilParameter('simulation', 'a branch');
  await sees(() => window.__contacts.simulation === 'a branch' && window.__contacts.people >= 40);
  await page.getByText('tried by hand, tick 3').first().waitFor();
  // What was typed is not lost while the run goes on, and the branch has it.
  await sees(async () => {
    const all = await (await fetch('/api/contacts/simulations')).json();
    return all.some(({ name, field }) => name === 'a branch' && field.radius === 5);
  });
  await byId('tab-compare').click();
  for (const name of ['tried by hand', 'a branch']) await page.locator(`[data-simulation="${name}"]`).check();
  await sees(() => document.querySelector('[data-testid=compare-curves][data-curves="2"] canvas') !== null);
  await sees(() =>
    [...document.querySelectorAll('[data-testid=compare-table] tbody tr')].every(
      (r) => !r.textContent.includes('–'),
    ),
  );
  await noFindings('the comparison');
  say('ok a run is branched, and two runs lie over each other');

  await byId('tab-privacy').click();
  await byId('privacy-compare').focus();
  await page.keyboard.press('Enter');
  await byId('privacy-table').waitFor();
  for (const name of ['None', 'Central', 'Private'])
    check(
      (await text('privacy-table')).toLowerCase().includes(name === 'None' ? 'no' : name.toLowerCase()),
      `there is no ${name}`,
    );
  await noFindings('the price of privacy');
  say('ok what the server can know, and what privacy costs, is told');

  await byId('tab-runs').click();
  const [download] = await Promise.all([page.waitForEvent('download'), byId('export').click()]);
  check((await readFile(await download.path(), 'utf8')).split('\n').length > 40, 'the export is empty');
  await byId('simulation-stop').click();
  await byId('simulation-stop').waitFor({ state: 'detached' });
  // What is over has a time of its own, and "live" leads to the one that goes on.
  await sees(() => document.querySelector('[data-testid=time-of]')?.textContent === 'only a branch');
  const [begun, ended] = await byId('time-slider')
    .locator('input')
    .evaluate(({ min, max }) => [Number(min), Number(max)]);
  const kept = (await get('/api/contacts/simulations')).find(({ name }) => name === 'a branch');
  check(begun === kept.from && ended === kept.to, `the time reaches from ${begun} to ${ended}`);
  check((await byId('time-bar').getAttribute('data-mode')) === 'history', 'what is over is shown as live');
  await noFindings('what is over');
  await page.keyboard.press('l');
  await untilParameter('simulation', null);
  await sees(() => document.querySelector('[data-testid=time-bar]').dataset.mode === 'live');
  await page.locator('[data-testid=simulation-row][data-simulation="a branch"]').click();
  await untilParameter('simulation', 'a branch');
  await sees(() => document.querySelector('[data-testid=time-bar]').dataset.mode === 'history');
  await byId('simulation-delete').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  check(
    (await get('/api/contacts/simulations')).some(({ name }) => name === 'a branch'),
    'it was deleted unasked',
  );
  await byId('simulation-delete').click();
  await byId('simulation-delete-sure').click();
  await untilParameter('simulation', null);
  await sees(async () => {
    const all = await (await fetch('/api/contacts/simulations')).json();
    return all.every(({ name }) => name !== 'a branch');
  });
  say('ok a run is saved, stopped and, when that is confirmed, deleted');

  // The server away.
  await open('?panel=none');
  const people = await page.evaluate(() => window.__contacts.people);
  await please('kill the server');
  await byId('contacts-delayed').waitFor();
  check(/last known state, .* old/.test(await text('contacts-delayed')), 'the age of the state is not told');
  check((await page.evaluate(() => window.__contacts.people)) === people, 'the last picture is gone');
  await please('start the server');
  await byId('contacts-delayed').waitFor({ state: 'detached' });
  await sees(() => (window.__contacts?.people ?? 0) > 0);
  say('ok the page keeps the last known state with its age, and heals by itself');

  if (options.visitor) {
    const other = await (await browser.newContext()).newPage();
    await other.goto(`${options.visitor}/contacts`);
    await other.getByTestId('contacts-forbidden').waitFor({ timeout: patience });
    say('ok who is not the operator is told so, and sees nobody');
  }
  noFaults();
} finally {
  await browser.close();
}
process.exit(0);
