/* The map: clients, the proxy, servers by name; an arrow for each verdict. */

import { SIGNS, byId, el, svg } from './dom.js';

const ORDER = ['failed', 'denied', 'warning', 'ok'];
const MOST = { wide: 7, narrow: 5 };

/** Cards of one side, the busiest first; those with trouble before others as busy. */
export function cards(flows, nameOf, sniOf) {
  const byName = new Map();
  for (const flow of flows) {
    const name = nameOf(flow);
    if (!name) continue;
    let card = byName.get(name);
    if (!card) {
      card = { name, count: 0, edges: new Map() };
      byName.set(name, card);
    }
    card.count++;
    let edge = card.edges.get(flow.verdict);
    if (!edge) {
      edge = { verdict: flow.verdict, count: 0, names: new Map() };
      card.edges.set(flow.verdict, edge);
    }
    edge.count++;
    const sni = sniOf(flow);
    edge.names.set(sni, (edge.names.get(sni) ?? 0) + 1);
  }
  const trouble = (card) => [...card.edges.values()].reduce((n, e) => n + (e.verdict === 'ok' ? 0 : e.count), 0);
  return [...byName.values()].sort((a, b) => trouble(b) - trouble(a) || b.count - a.count);
}

function cut(text, most) {
  return text.length <= most ? text : `${text.slice(0, Math.ceil(most / 2) - 1)}…${text.slice(-Math.floor(most / 2))}`;
}

function label(edge) {
  const [sni] = [...edge.names].sort((a, b) => b[1] - a[1])[0];
  const more = edge.names.size > 1 ? ` +${edge.names.size - 1}` : '';
  if (sni === undefined) return `no hello${more}`;
  return (sni === false ? 'no SNI' : sni) + more;
}

/** The card and its arrows; right says on which side of the proxy it stands. */
function side(all, x, cardWidth, tipX, proxy, right, narrow, choose, chosen) {
  const parts = [];
  const most = narrow ? MOST.narrow : MOST.wide;
  const busiest = Math.max(1, ...all.flatMap((card) => [...card.edges.values()].map((edge) => edge.count)));
  let y = 8;
  for (const card of all.slice(0, most)) {
    const edges = ORDER.filter((v) => card.edges.has(v)).map((v) => card.edges.get(v));
    const height = Math.max(30, edges.length * 24 + 6);
    const group = svg('g', {
      class: `card${chosen === card.name ? ' chosen' : ''}`,
      role: 'button',
      tabindex: 0,
      'aria-pressed': String(chosen === card.name),
      'aria-label': `${right ? 'server' : 'client'} ${card.name}: ${edges.map((e) => `${e.count} ${e.verdict}, ${label(e)}`).join('; ')}`,
      onclick: () => choose(card.name),
      'data-name': card.name,
    });
    const letters = Math.floor((cardWidth - 16) / 7.2);
    group.append(
      svg('rect', { x, y, width: cardWidth, height, rx: 4, class: 'box' }),
      svg('text', { x: x + 8, y: y + height / 2 + 4 }, cut(card.name, letters)),
      svg('title', {}, card.name),
    );
    parts.push(group);
    edges.forEach((edge, i) => {
      const from = y + height / 2 + (i - (edges.length - 1) / 2) * 24;
      const start = right ? tipX : x + cardWidth;
      const end = right ? x : tipX;
      const near = proxy.y + Math.min(proxy.height - 10, Math.max(10, (from - 8) * (proxy.height / Math.max(proxy.height, proxy.total))));
      const [y1, y2] = right ? [near, from] : [from, near];
      // Level for as long as its label is, then to the proxy.
      const gap = end - start;
      const path = right
        ? `M${start} ${y1} C${start + gap * 0.16} ${y1} ${start + gap * 0.1} ${y2} ${start + gap * 0.3} ${y2} L${end - 7} ${y2}`
        : `M${start} ${y1} L${start + gap * 0.7} ${y1} C${start + gap * 0.9} ${y1} ${start + gap * 0.84} ${y2} ${end - 7} ${y2}`;
      const width = 1.5 + 3.5 * Math.sqrt(edge.count / busiest);
      const brief = `${edge.verdict} ${edge.count}`;
      const letters = Math.floor((Math.abs(gap) * 0.7) / 6.6);
      const short = `${SIGNS[edge.verdict]} ${edge.count}`;
      const head = letters - brief.length - 3 < 6 ? short : brief;
      const room = letters - head.length - 3;
      const text = narrow || room < 6 ? short : `${head} · ${cut(label(edge), Math.min(32, room))}`;
      const textX = right ? end - 12 : start + 8;
      parts.push(
        svg(
          'g',
          { class: `edge v-${edge.verdict}` },
          svg('title', {}, `${edge.count} ${edge.verdict}: ${label(edge)}`),
          svg('path', { d: path, 'stroke-width': width.toFixed(1) }),
          svg('polygon', { points: `${end},${y2} ${end - 9},${y2 - 5} ${end - 9},${y2 + 5}` }),
          svg('text', { x: textX, y: from - 5, class: right ? 'end' : '' }, text),
        ),
      );
    });
    y += height + 10;
  }
  if (all.length > most) {
    parts.push(svg('text', { x: x + 8, y: y + 10, class: 'soft' }, `${all.length - most} more`));
    y += 20;
  }
  return { parts, height: y };
}

export function heightOf(all, narrow) {
  const shown = all.slice(0, narrow ? MOST.narrow : MOST.wide);
  const rest = all.length > shown.length ? 20 : 0;
  return 8 + rest + shown.reduce((sum, card) => sum + Math.max(30, card.edges.size * 24 + 6) + 10, 0);
}

export function serviceMap(onChoose) {
  const box = byId('map');
  let last = '';

  function draw(flows, chosen) {
    const clients = cards(flows, (f) => f.from, (f) => f.sni1);
    const servers = cards(flows, (f) => f.server, (f) => f.sni2);
    const width = Math.max(300, box.clientWidth);
    const digest = JSON.stringify([width, chosen, [clients, servers].map((all) => all.map((c) => [c.name, [...c.edges.values()].map((e) => [e.verdict, e.count, [...e.names]])]))]);
    if (digest === last) return;
    last = digest;
    if (flows.length === 0) {
      box.replaceChildren(el('p', { class: 'message' }, 'Nothing to draw yet.'));
      return;
    }
    const narrow = width < 640;
    const cardWidth = narrow ? Math.floor(width * 0.27) : Math.min(230, Math.floor(width * 0.19));
    const serverWidth = narrow ? Math.floor(width * 0.33) : Math.min(280, Math.floor(width * 0.23));
    const proxyWidth = narrow ? 46 : 78;
    const total = Math.max(heightOf(clients, narrow), heightOf(servers, narrow), 60);
    const proxyX = Math.floor((cardWidth + (width - serverWidth)) / 2 - proxyWidth / 2);
    const proxy = { y: 8, height: Math.max(44, Math.min(total - 18, 400)), total };
    const focused = document.activeElement?.getAttribute?.('data-name');
    const left = side(clients, 2, cardWidth, proxyX, proxy, false, narrow, (name) => onChoose('from', name), chosen.from);
    const right = side(servers, width - serverWidth - 2, serverWidth, proxyX + proxyWidth, proxy, true, narrow, (name) => onChoose('server', name), chosen.server);
    const picture = svg(
      'svg',
      { width, height: total, viewBox: `0 0 ${width} ${total}`, class: 'drawing' },
      svg('rect', { x: proxyX, y: proxy.y, width: proxyWidth, height: proxy.height, rx: 4, class: 'box proxy' }),
      svg('text', { x: proxyX + proxyWidth / 2, y: proxy.y + proxy.height / 2 + 4, class: 'middle strong' }, 'proxy'),
      left.parts,
      right.parts,
    );
    box.replaceChildren(picture);
    if (focused) [...box.querySelectorAll('.card')].find((c) => c.getAttribute('data-name') === focused)?.focus();
  }

  box.addEventListener('keydown', (event) => {
    const card = event.target.closest('.card');
    if (card && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault();
      event.stopPropagation();
      card.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    }
  });
  return { draw };
}
