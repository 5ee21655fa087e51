/* The table of flows: as many rows in the document as can be seen, whatever there is. */

import { SIGNS, byId, clock, duration, el, setText, sniText } from './dom.js';

const CELLS = ['time', 'from', 'to', 'sni1', 'sni2', 'tls', 'alpn', 'status', 'ms', 'verdict'];

export function table(onOpen) {
  const grid = byId('grid');
  const rows = byId('rows');
  const pool = [];
  let list = []; // the oldest first; shown the other way round
  let selected = 0;
  let height = 0;
  let top = 0;

  function measure() {
    const probe = makeRow();
    rows.append(probe.node);
    height = Math.max(20, probe.node.getBoundingClientRect().height);
    probe.node.remove();
    top = grid.querySelector('.head').offsetHeight;
  }

  function makeRow() {
    const cells = {};
    const node = el('div', { role: 'row', class: 'row' });
    for (const name of CELLS) {
      cells[name] = el('span', { role: 'gridcell', class: `c-${name}` });
      node.append(cells[name]);
    }
    const sign = el('b', { 'aria-hidden': 'true' });
    const word = el('span', {});
    const found = el('i', {});
    cells.verdict.append(sign, word, found);
    return { node, cells, sign, word, found, id: 0, shown: null, index: -1 };
  }

  const at = (index) => list[list.length - 1 - index];

  function paint(row, flow, index) {
    if (row.index !== index) {
      row.index = index;
      row.node.style.transform = `translateY(${index * height}px)`;
      row.node.setAttribute('aria-rowindex', String(index + 2));
    }
    const isSelected = flow.id === selected;
    if (row.shown === flow && row.selected === isSelected) return;
    if (row.id !== flow.id) row.node.id = `flow-${flow.id}`;
    row.id = flow.id;
    row.selected = isSelected;
    row.node.setAttribute('aria-selected', String(isSelected));
    if (row.shown === flow) return;
    row.shown = flow;
    row.node.dataset.verdict = flow.verdict;
    const c = row.cells;
    setText(c.time, clock(flow.t));
    setText(c.from, flow.from || '–');
    setText(c.to, flow.to || '–');
    setText(c.sni1, sniText(flow.sni1));
    setText(c.sni2, sniText(flow.sni2));
    c.sni1.classList.toggle('absent', flow.sni1 === false);
    c.sni2.classList.toggle('absent', flow.sni2 === false);
    setText(c.tls, flow.tls ? flow.tls.replace('TLS ', '') : '–');
    setText(c.alpn, flow.alpn ?? '–');
    setText(c.status, flow.status === undefined ? '–' : String(flow.status));
    setText(c.ms, duration(flow.ms));
    setText(row.sign, SIGNS[flow.verdict]);
    setText(row.word, flow.verdict);
    setText(row.found, flow.rule ?? flow.headline ?? '');
    row.found.title = flow.headline ?? '';
    c.to.title = flow.to;
    c.from.title = flow.client;
    c.sni1.title = sniText(flow.sni1);
    c.sni2.title = sniText(flow.sni2);
  }

  function render() {
    if (height === 0) measure();
    rows.style.height = `${list.length * height}px`;
    const first = Math.max(0, Math.floor(grid.scrollTop / height) - 3);
    const count = Math.ceil(grid.clientHeight / height) + 6;
    const last = Math.min(list.length, first + count);
    // A flow keeps its row while it is seen, so that only what moves is painted.
    const free = [];
    const kept = new Map();
    const wanted = new Set();
    for (let i = first; i < last; i++) wanted.add(at(i).id);
    for (const row of pool) {
      if (row.id && wanted.has(row.id)) kept.set(row.id, row);
      else free.push(row);
    }
    for (let i = first; i < last; i++) {
      const flow = at(i);
      let row = kept.get(flow.id);
      if (!row) {
        row = free.pop();
        if (!row) {
          row = makeRow();
          pool.push(row);
        }
        if (!row.node.isConnected) rows.append(row.node);
      }
      paint(row, flow, i);
    }
    for (const row of free) {
      if (row.node.isConnected) {
        row.node.remove();
        row.id = 0;
        row.shown = null;
        row.index = -1;
      }
    }
    grid.setAttribute('aria-rowcount', String(list.length + 1));
    if (selected && wanted.has(selected)) {
      grid.setAttribute('aria-activedescendant', `flow-${selected}`);
    } else {
      grid.removeAttribute('aria-activedescendant');
    }
  }

  function indexOf(id) {
    let low = 0;
    let high = list.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (list[middle].id === id) return list.length - 1 - middle;
      if (list[middle].id < id) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  function reveal(index) {
    const y = index * height;
    const room = grid.clientHeight - top;
    if (y < grid.scrollTop) grid.scrollTop = y;
    else if (y + height > grid.scrollTop + room) grid.scrollTop = y + height - room;
  }

  function select(index) {
    if (list.length === 0) return;
    const to = Math.min(list.length - 1, Math.max(0, index));
    selected = at(to).id;
    reveal(to);
    render();
  }

  let frame = 0;
  grid.addEventListener('scroll', () => {
    if (!frame) {
      frame = requestAnimationFrame(() => {
        frame = 0;
        render();
      });
    }
  });
  new ResizeObserver(() => {
    height = 0;
    for (const row of pool) row.index = -1;
    render();
  }).observe(grid);
  rows.addEventListener('click', (event) => {
    const node = event.target.closest('.row');
    const row = pool.find((each) => each.node === node);
    if (row) {
      select(row.index);
      onOpen(row.id);
    }
  });

  return {
    /** Shows these, the oldest first. Who has scrolled down keeps what is before the eyes. */
    show(flows) {
      const anchor = grid.scrollTop > height && list.length ? Math.floor(grid.scrollTop / height) : -1;
      const id = anchor < 0 || anchor >= list.length ? 0 : at(anchor).id;
      list = flows;
      if (id) {
        const now = indexOf(id);
        if (now >= 0 && now !== anchor) {
          rows.style.height = `${list.length * height}px`;
          grid.scrollTop += (now - anchor) * height;
        }
      }
      render();
    },
    move(step) {
      const now = selected ? indexOf(selected) : -1;
      select(now < 0 ? 0 : now + step);
    },
    page: () => Math.max(1, Math.floor((grid.clientHeight - top) / height) - 1),
    first: () => select(0),
    last: () => select(list.length - 1),
    selected: () => selected,
    focus: () => grid.focus({ preventScroll: true }),
  };
}
