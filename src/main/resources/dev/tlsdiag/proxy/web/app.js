/* The page of a running proxy. */

import { byId, el, setText, svg } from './dom.js';
import { ask, follow } from './feed.js';
import { serviceMap } from './map.js';
import { panel } from './panel.js';
import { table } from './table.js';

const flows = new Map(); // by id, in the order of ids
const verdicts = new Set(['ok', 'warning', 'failed', 'denied']);
const chosen = { from: undefined, server: undefined };
let fits = null; // ids that fit the query; null where there is none
let query = '';
let frozen = false;
let behind = 0; // between this clock and the proxy's
let feed;
let revision = 0;

const details = panel(() => grid.focus());
const grid = table((id) => details.open(id));
const map = serviceMap((kind, name) => {
  chosen[kind] = chosen[kind] === name ? undefined : name;
  refresh();
});

// --- what is shown

const now = () => Date.now() - behind;

function visible() {
  const wanted = byId('sni').value.trim().toLowerCase();
  const seconds = Number(byId('range').value);
  const begin = seconds ? now() - seconds * 1000 : 0;
  const all = verdicts.size === 4;
  const shown = [];
  for (const flow of flows.values()) {
    if (!all && !verdicts.has(flow.verdict)) continue;
    if (flow.t < begin) continue;
    if (fits && !fits.has(flow.id)) continue;
    if (wanted && !flow.names.includes(wanted)) continue;
    if (chosen.from !== undefined && flow.from !== chosen.from) continue;
    if (chosen.server !== undefined && flow.server !== chosen.server) continue;
    shown.push(flow);
  }
  return shown;
}

let mapTimer = 0;
let current = [];

function refresh() {
  current = visible();
  grid.show(current);
  setText(byId('shown'), current.length === flows.size ? `${flows.size} flows` : `${current.length} of ${flows.size} flows`);
  const empty = byId('empty');
  empty.hidden = current.length > 0;
  setText(empty, flows.size === 0 ? 'No flows yet. Send a request through the proxy.' : 'No flow fits these filters.');
  const party = byId('party');
  const names = [chosen.from, chosen.server].filter((name) => name !== undefined);
  party.hidden = names.length === 0;
  setText(party, `only ${names.join(' → ')} ×`);
  if (!mapTimer) {
    mapTimer = setTimeout(() => {
      mapTimer = 0;
      drawMap();
    }, 250);
  }
}

function drawMap() {
  if (byId('map-box').open) map.draw(current, chosen);
  activity();
}

/** Bars of the last minute: flows that were good below, bad ones above them. */
function activity() {
  const good = new Array(60).fill(0);
  const bad = new Array(60).fill(0);
  const end = now();
  for (const flow of flows.values()) {
    const second = 59 - Math.floor(Math.max(0, end - flow.t) / 1000);
    if (second >= 0) (flow.verdict === 'failed' || flow.verdict === 'denied' ? bad : good)[second]++;
  }
  const most = Math.max(4, ...good.map((n, i) => n + bad[i]));
  const bars = [];
  for (let i = 0; i < 60; i++) {
    const high = (n) => (26 * n) / most;
    if (good[i]) bars.push(svg('rect', { x: i * 4, width: 3, y: 28 - high(good[i]), height: high(good[i]), class: 'good' }));
    if (bad[i]) bars.push(svg('rect', { x: i * 4, width: 3, y: 28 - high(good[i]) - high(bad[i]), height: high(bad[i]), class: 'bad' }));
  }
  byId('activity').replaceChildren(...bars);
}

// --- what comes

function take(batch) {
  revision = batch.revision;
  for (const flow of batch.flows) {
    flow.names = `${flow.sni1 || ''} ${flow.sni2 || ''}`.toLowerCase();
    flows.set(flow.id, flow);
    if (fits) {
      if (flow.fits) fits.add(flow.id);
      else fits.delete(flow.id);
    }
  }
  for (const id of flows.keys()) {
    if (id >= batch.oldest) break;
    flows.delete(id);
    fits?.delete(id);
  }
  if (!frozen) refresh();
}

function totals(counts) {
  behind = Date.now() - counts.now;
  for (const chip of document.querySelectorAll('.chips button')) {
    setText(chip.querySelector('span'), String(counts[chip.dataset.verdict]));
  }
  const notes = [`${counts.ok + counts.warning + counts.failed + counts.denied} flows`];
  if (counts.gone) notes.push(`${counts.gone} no longer kept`);
  if (counts.lost) notes.push(`${counts.lost} records lost`);
  setText(byId('totals'), notes.join(' · '));
  if (!frozen && Number(byId('range').value)) refresh();
  activity();
}

const STATES = {
  live: 'live',
  lost: 'connection lost, trying again',
  refused: 'not allowed: open the address that tlsdiag printed, with all of it',
  ended: 'the proxy has ended; what it told is kept here',
};

function state(name) {
  const box = byId('state');
  box.dataset.state = name;
  setText(box.firstElementChild, STATES[name]);
}

function listen() {
  feed?.stop();
  feed = follow(revision, query, {
    flows: take,
    tick: totals,
    state,
    end: (counts) => {
      totals(counts);
      state('ended');
    },
  });
}

// --- filters

let asked = 0;

async function search() {
  const text = byId('query').value.trim();
  const problem = byId('query-problem');
  const mine = ++asked;
  if (text === query && problem.textContent === '') return;
  if (text === '') {
    query = '';
    fits = null;
    problem.textContent = '';
    listen();
    refresh();
    return;
  }
  let answer;
  try {
    answer = await ask(`/api/flows?${new URLSearchParams({ query: text, ids: '1' })}`);
  } catch (unreachable) {
    problem.textContent = 'the proxy does not answer';
    return;
  }
  const found = await answer.json().catch(() => ({}));
  if (mine !== asked) return;
  if (!answer.ok) {
    problem.textContent = found.error ? `${text}\n${' '.repeat(found.position)}^ ${found.error}` : 'the proxy does not answer';
    return;
  }
  problem.textContent = '';
  query = text;
  fits = new Set(found.ids);
  revision = Math.min(revision, found.revision);
  listen();
  refresh();
}

let typing;
byId('query').addEventListener('input', () => {
  clearTimeout(typing);
  typing = setTimeout(search, 200);
});
byId('filters').addEventListener('submit', (event) => {
  event.preventDefault();
  clearTimeout(typing);
  search();
});
byId('filters').addEventListener('reset', (event) => {
  event.preventDefault();
  byId('sni').value = '';
  byId('query').value = '';
  byId('range').value = '0';
  chosen.from = chosen.server = undefined;
  for (const chip of document.querySelectorAll('.chips button')) {
    verdicts.add(chip.dataset.verdict);
    chip.setAttribute('aria-pressed', 'true');
  }
  search();
  refresh();
});
byId('sni').addEventListener('input', refresh);
byId('range').addEventListener('change', refresh);
byId('party').addEventListener('click', () => {
  chosen.from = chosen.server = undefined;
  refresh();
});
for (const chip of document.querySelectorAll('.chips button')) {
  chip.addEventListener('click', () => {
    const on = chip.getAttribute('aria-pressed') !== 'true';
    chip.setAttribute('aria-pressed', String(on));
    if (on) verdicts.add(chip.dataset.verdict);
    else verdicts.delete(chip.dataset.verdict);
    refresh();
  });
}

function freeze() {
  frozen = !frozen;
  byId('freeze').setAttribute('aria-pressed', String(frozen));
  setText(byId('freeze'), frozen ? 'Frozen' : 'Freeze');
  if (!frozen) refresh();
}

byId('freeze').addEventListener('click', freeze);
byId('map-box').addEventListener('toggle', drawMap);
new ResizeObserver(() => drawMap()).observe(byId('map'));

// --- keys

const help = byId('help');
byId('help-open').addEventListener('click', () => help.showModal());

function move(event) {
  const steps = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: grid.page(), PageUp: -grid.page() };
  if (event.key in steps) grid.move(steps[event.key]);
  else if (event.key === 'Home') grid.first();
  else if (event.key === 'End') grid.last();
  else if (event.key === 'Enter' && grid.selected()) details.open(grid.selected());
  else return false;
  if (details.shown() && event.key !== 'Enter') details.close();
  return true;
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  const at = event.target;
  const field = at.matches('input, select, textarea');
  if (event.key === 'Escape') {
    if (field) {
      at.blur();
      grid.focus();
    } else {
      details.close();
    }
    return;
  }
  if (field) return;
  const inGrid = at === byId('grid') || at === document.body;
  if (event.key === '/') byId('query').focus();
  else if (event.key === '?') help.showModal();
  else if (event.key === 'm') byId('map-box').open = !byId('map-box').open;
  else if (event.key === ' ' && inGrid) freeze();
  else if (!(inGrid && move(event))) return;
  event.preventDefault();
});

refresh();
listen();
