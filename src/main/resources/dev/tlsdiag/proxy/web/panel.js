/* The side panel: all that is known of one flow, and what can be done with it. */

import { SIGNS, byId, duration, el, replace, toast } from './dom.js';
import { ask } from './feed.js';

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast('copied');
  } catch (problem) {
    toast('the browser does not allow it: copy it from the panel');
  }
}

function command(title, text) {
  return el(
    'div',
    { class: 'command' },
    el('h3', {}, title),
    el('pre', { tabindex: 0, role: 'group', 'aria-label': title }, text),
    el('button', { type: 'button', onclick: () => copy(text) }, 'Copy'),
  );
}

async function savePackets(id) {
  const answer = await ask(`/api/flow/${id}/pcapng`);
  if (!answer.ok) {
    toast((await answer.text()).trim());
    return;
  }
  const url = URL.createObjectURL(await answer.blob());
  const link = el('a', { href: url, download: `flow-${id}.pcapng` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
  toast(`flow-${id}.pcapng is saved`);
}

/** The few constructs of Markdown that the pages of rules are written in. */
function markdown(text) {
  const parts = [];
  let items = null;
  let words = [];
  const inline = (line) => line.split('`').map((part, i) => (i % 2 ? el('code', {}, part) : part));
  const flush = () => {
    if (words.length) {
      const line = words.join(' ');
      if (items) items.append(el('li', {}, inline(line)));
      else parts.push(el('p', {}, inline(line)));
    }
    words = [];
  };
  for (const line of text.split('\n')) {
    const heading = /^#+ (.*)/.exec(line);
    if (heading) {
      flush();
      items = null;
      parts.push(el('h3', {}, heading[1]));
    } else if (line.startsWith('- ')) {
      flush();
      if (!items) parts.push((items = el('ul', {})));
      words = [line.slice(2)];
    } else if (line.trim() === '') {
      flush();
      items = null;
    } else {
      words.push(line.trim());
    }
  }
  flush();
  return parts;
}

function section(title, ...children) {
  return el('section', {}, el('h3', {}, title), children);
}

function facts(pairs) {
  return el('dl', { class: 'facts' }, pairs.filter(([, value]) => value !== undefined && value !== '').flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
}

const STATES = { name: '', other: 'another name', missing: 'missing', hidden: '', none: '' };

function names(cells) {
  return section(
    'Names',
    el('table', { class: 'names' }, el('tbody', {}, cells.map((cell) => el('tr', { class: `n-${cell.state}` }, el('th', { scope: 'row' }, cell.label), el('td', {}, cell.text, STATES[cell.state] && el('b', {}, ` ${STATES[cell.state]}`)))))),
  );
}

function finding(found, explain) {
  return el(
    'section',
    { class: `finding s-${found.severity}` },
    el('p', { class: 'rule' }, el('b', {}, found.severity), ` ${found.rule} · leg ${found.leg} · ${found.confidence} confidence`),
    el('p', { class: 'headline' }, found.headline),
    el('p', {}, found.hint),
    found.fixes.length > 0 && el('details', {}, el('summary', {}, 'Fixes'), found.fixes.map((fix) => [el('h4', {}, fix.product), el('pre', { tabindex: 0 }, fix.text)])),
    found.doubts.length > 0 && el('details', {}, el('summary', {}, 'Not ruled out'), el('ul', {}, found.doubts.map((doubt) => el('li', {}, `${doubt.possibility}: ${doubt.experiment}`)))),
    found.check && command('Check it without tlsdiag', found.check),
    explain && el('button', { type: 'button', onclick: () => explain(found.rule) }, 'Explain'),
  );
}

function certificate(cert, i) {
  if (cert.problem) return el('p', {}, `cannot be read: ${cert.problem}`);
  return el(
    'details',
    {},
    el('summary', {}, `${i === 0 ? 'leaf' : `issuer ${i}`}: ${cert.names[0] ?? cert.subject}`),
    facts([
      ['subject', cert.subject],
      ['issuer', cert.issuer],
      ['names', cert.names.join(', ')],
      ['valid', `${cert.notBefore} to ${cert.notAfter}`],
      ['sha256', cert.sha256],
    ]),
  );
}

function leg(each) {
  return section(
    `Leg ${each.label}`,
    each.seen
      ? [
          facts([
            ['addresses', `${each.from || '?'} → ${each.to || '?'}`],
            ['outcome', each.outcome],
            ['chosen', each.chosen === '–' ? undefined : each.chosen],
            ['status', each.status === '–' ? undefined : each.status],
            ['JA4', each.ja4],
            ['certificate check', each.verification],
          ]),
          el('ul', { class: 'steps' }, each.steps.map((step) => el('li', { class: step.failed ? 'bad' : '' }, `${step.failed ? '✗' : '✓'} ${step.kind}`, step.ms !== undefined && ` ${duration(step.ms)}`, step.reason && `: ${step.reason}`))),
          each.certificates.map(certificate),
        ]
      : el('p', {}, 'nothing was seen of it'),
  );
}

function differences(table) {
  const marks = { cause: '✗ cause', unusual: '! unusual', usual: 'usual', context: '' };
  const hello = table.rows.filter((row) => row.weight !== 'context');
  return section(
    'ClientHello: the client’s and the proxy’s',
    el(
      'div',
      { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': 'differences of the ClientHellos' },
      el(
        'table',
        { class: 'differences' },
        el('thead', {}, el('tr', {}, [el('th', { scope: 'col' }, 'field'), table.legs.map((text) => el('th', { scope: 'col' }, text))])),
        el('tbody', {}, table.rows.map((row) => el('tr', { class: `w-${row.weight}` }, el('th', { scope: 'row' }, row.field, marks[row.weight] && el('i', {}, marks[row.weight])), row.values.map((value) => el('td', {}, value))))),
      ),
    ),
    el('p', { class: 'soft' }, hello.length === 0 ? 'They do not differ but for random, keys and tickets.' : `${table.equal} fields are equal.`),
  );
}

function headers(list) {
  return el('dl', { class: 'facts mono' }, list.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
}

function exchange(detail) {
  const { request, response } = detail;
  return [
    section(
      'Request',
      el('p', { class: 'mono' }, `${request.method} ${request.url} ${request.protocol}`),
      headers(request.headers),
      request.sentOn && el('details', {}, el('summary', {}, `As sent on (${request.sentOnProtocol ?? ''})`), headers(request.sentOn)),
    ),
    section(
      'Response',
      el('p', { class: 'mono' }, response.status === undefined ? 'none' : `${response.status}${response.own ? ', made by this proxy' : ''}, ${response.bytes} bytes`),
      response.reason && el('p', {}, response.reason),
      response.problem && el('p', {}, response.problem),
      headers(response.headers),
      response.body && el('pre', { tabindex: 0, role: 'group', 'aria-label': 'beginning of the body' }, response.body),
    ),
  ];
}

export function panel(onClose) {
  const box = byId('panel');
  let shown = 0;

  async function explain(rule) {
    const answer = await ask(`/api/explain/${encodeURIComponent(rule)}`);
    if (!answer.ok) {
      toast('there is no page about it');
      return;
    }
    const page = el(
      'section',
      { class: 'page', tabindex: -1, 'aria-label': `About ${rule}` },
      el('button', { type: 'button', onclick: () => load(shown, true) }, '← Back to the flow'),
      markdown(await answer.text()),
    );
    box.replaceChildren(page);
    box.scrollTop = 0;
    page.focus();
  }

  function build(detail) {
    const flow = detail.flow;
    const rule = detail.findings[0]?.rule;
    const extra = el('div', { class: 'extra' });
    const action = (text, able, why, act) => el('button', { type: 'button', disabled: !able, title: able ? undefined : why, onclick: act }, text);
    replace(
      box,
      el(
        'header',
        {},
        el('h2', { tabindex: -1 }, el('span', { class: `tag v-${flow.verdict}` }, `${SIGNS[flow.verdict]} ${flow.verdict}`), ` ${flow.from || flow.client} → ${flow.to || '?'}`),
        el('button', { type: 'button', class: 'close', onclick: close, 'aria-label': 'Close details' }, '×'),
      ),
      el('p', { class: 'mono' }, flow.method ? `${flow.method} ${flow.url}` : 'a connection without a request'),
      flow.headline && !rule && el('p', { class: 'headline' }, flow.headline),
      el(
        'div',
        { class: 'actions', role: 'group', 'aria-label': 'Actions' },
        action('Copy as curl', detail.curl, 'its URL is not known', () => {
          extra.replaceChildren(command('The request with curl', detail.curl));
          copy(detail.curl);
        }),
        action('Compare', detail.compare, 'only https can be compared', () => extra.replaceChildren(el('p', {}, 'Directly and through a proxy like this one, with proof of the cause:'), command('Compare', detail.compare))),
        action('Save pcapng', detail.packets, 'its packets are not kept', () => savePackets(flow.id)),
        action('Explain', rule, 'no rule found anything', () => explain(rule)),
      ),
      extra,
      !detail.kept && el('p', { class: 'message' }, 'The details of this flow had to make room for others.'),
      detail.findings.map((each, i) => finding(each, i > 0 && explain)),
      detail.names && names(detail.names),
      detail.differences && differences(detail.differences),
      detail.legs.map(leg),
      detail.request && exchange(detail),
    );
  }

  async function load(id, again) {
    shown = id;
    const answer = await ask(`/api/flow/${id}`);
    if (shown !== id) return;
    box.hidden = false;
    document.body.classList.add('with-panel');
    if (!answer.ok) {
      box.replaceChildren(el('button', { type: 'button', class: 'close', onclick: close, 'aria-label': 'Close details' }, '×'), el('p', { class: 'message' }, (await answer.text()).trim()));
      return;
    }
    const detail = await answer.json();
    if (shown !== id) return;
    build(detail);
    if (!again) box.scrollTop = 0;
    box.querySelector('h2').focus({ preventScroll: true });
  }

  function close() {
    if (box.hidden) return false;
    shown = 0;
    box.hidden = true;
    box.replaceChildren();
    document.body.classList.remove('with-panel');
    onClose();
    return true;
  }

  return {
    open: (id) => load(id, false).catch(() => toast('the proxy does not answer')),
    close,
    shown: () => shown,
  };
}
