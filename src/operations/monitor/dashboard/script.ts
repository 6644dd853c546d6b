import { CHART_SCRIPT } from './script-charts.ts';
import { FORMAT_SCRIPT } from './script-format.ts';

/**
 * The page's script, as text: the page names its hash. It keeps the past hour, takes every look as it comes, and says when it
 * hears nothing. What could not be measured is a gap.
 */
export const DASHBOARD_SCRIPT = `'use strict';
(() => {
  const settings = JSON.parse(document.getElementById('settings').textContent);
${FORMAT_SCRIPT}
${CHART_SCRIPT}
  const link = document.getElementById('link');
  const title = document.title;
  const views = new Map();
  // Looks are placed by the monitor's steady clock, which is never set: "shift" puts those of a monitor that was started again behind
  // those of the one before, and "drift" makes a label of a place, by the clock as it is now.
  let run = '';
  let last = 0;
  let shift = 0;
  let drift = 0;
  let placed = -Infinity;
  // When the look was that is shown, Unix seconds.
  let shown = 0;
  // When a new one last came, in this page's own milliseconds.
  let heard = 0;
  let source;
  let polling;

  const say = (state, text) => {
    link.dataset.state = state;
    if (link.textContent !== text) link.textContent = text;
  };

  // Looks that came while this page was not connected are fetched; what the server itself does not have stays a gap.
  const fetchJson = async (path) => {
    const response = await fetch(path, { cache: 'no-store' });
    if (!response.ok) throw new Error(await response.text());
    return await response.json();
  };
  const fetchPast = async () => {
    const past = await fetchJson('/api/history?since=' + last + '&run=' + run);
    if (past.at.length === 0) return;
    adopt(past.run, past.steady[0]);
    for (const [db, columns] of Object.entries(past.databases))
      past.steady.forEach((steady, index) => {
        const values = {};
        for (const [metric, column] of Object.entries(columns)) values[metric] = column[index];
        viewOf(db).add(steady + shift, values);
      });
    const end = past.at.length - 1;
    reach(past.steady[end], past.at[end]);
  };
  const adopt = (its, first) => {
    if (its === run) return;
    run = its;
    last = 0;
    shift = Math.max(0, placed + settings.intervalSeconds - first);
  };
  const reach = (steady, at) => {
    // The latest one comes again with every connection: that is no news.
    if (steady > last) heard = performance.now();
    last = steady;
    placed = steady + shift;
    drift = at - placed;
  };

  const viewOf = (db) => {
    if (!views.has(db)) views.set(db, databaseView(db, document.getElementById('databases')));
    return views.get(db);
  };

  const showAlerts = (alerts) => {
    const list = document.getElementById('alerts');
    const rows = alerts.map((alert) => {
      const row = element('li', { 'data-severity': alert.state === 'firing' ? alert.severity : 'pending' });
      const state = alert.state === 'firing' ? alert.severity : 'pending';
      row.append(element('b', {}, state), alert.summary + (alert.since ? ' (since ' + since(alert.since) + ')' : ''),
        element('small', {}, settings.runbooks + '#' + alert.name));
      return row;
    });
    if (rows.length === 0) rows.push(element('li', { class: 'quiet' }, 'none fires'));
    // Written only when it says something else: it is read aloud.
    if (rows.map((row) => row.outerHTML).join('') !== list.innerHTML) list.replaceChildren(...rows);
    const firing = alerts.filter((alert) => alert.state === 'firing').length;
    name(firing > 0 ? firing : '');
  };
  const name = (mark) => { document.title = (mark === '' ? '' : '(' + mark + ') ') + title; };
  // What is shown is of before: it has to say so itself.
  const lost = () => {
    say('lost', 'the monitor does not answer; trying again' + (shown > 0 ? '. Shown is the look at ' + since(shown) : ''));
    name('?');
  };

  // Once per frame, and not while nobody sees it: looks may come faster than a busy machine draws.
  let drawing = false;
  const drawSoon = () => {
    if (drawing) return;
    drawing = true;
    requestAnimationFrame(() => { drawing = false; for (const view of views.values()) view.draw(); });
  };

  const take = (look) => {
    if (look === null) return;
    adopt(look.run, look.steady);
    if (look.steady < last) return;
    shown = look.at;
    const fresh = look.steady > last;
    for (const { db, up, down, values } of look.databases) {
      const view = viewOf(db);
      view.state(up, down);
      if (fresh) view.add(look.steady + shift, values);
      view.latest(values);
    }
    for (const [db, view] of views) if (!look.databases.some((one) => one.db === db)) view.remove(), views.delete(db);
    showAlerts(look.alerts);
    reach(look.steady, look.at);
    drawSoon();
  };

  // A connection may be dead without a word, and a monitor may hang: after three looks that should have come nothing here is "live".
  const PATIENCE = 1000 * Math.max(3 * settings.intervalSeconds, settings.intervalSeconds + 5);
  setInterval(() => {
    if (link.dataset.state !== 'open' || performance.now() - heard < PATIENCE) return;
    lost();
    source.close();
    connect();
  }, 1000);

  const connect = () => {
    clearInterval(polling);
    // Also each time that the browser has connected again by itself: first what was missed, then what comes.
    let caughtUp;
    source = new EventSource('/api/events');
    source.addEventListener('open', () => { caughtUp = fetchPast().catch(() => { /* the stream says what is wrong */ }); });
    source.addEventListener('look', async (event) => {
      const look = JSON.parse(event.data);
      await caughtUp;
      take(look);
      if (look !== null && performance.now() - heard > PATIENCE) return lost();
      say('open', look === null ? 'live' : 'live, last look ' + clock(look.at));
    });
    source.addEventListener('error', async () => {
      if (source.readyState === EventSource.CONNECTING) return lost();
      source.close();
      await refused();
    });
  };
  // Another stream than ours was not given out, or the server is gone for good: ask now and then instead.
  const refused = async () => {
    const ask = async () => {
      try {
        await fetchPast();
        take(await fetchJson('/api/state'));
        say('polling', 'too many pages are open for live figures: this one asks every ' + Math.max(5, settings.intervalSeconds) + ' s');
      } catch { lost(); }
    };
    await ask();
    polling = setInterval(ask, 1000 * Math.max(5, settings.intervalSeconds));
    setTimeout(connect, 30000);
  };
  connect();
})();
`;
