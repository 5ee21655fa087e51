/* The server: requests with the token, and its events, which are read again when they break off. */

const KEY = 'tlsdiag-token';

/** The token stands behind the # of the address, once; this tab keeps it. */
function takeToken() {
  const given = location.hash.slice(1);
  if (/^[0-9a-f]{32}$/.test(given)) {
    sessionStorage.setItem(KEY, given);
    history.replaceState(null, '', location.pathname);
  }
  return sessionStorage.getItem(KEY) ?? '';
}

const token = takeToken();

export async function ask(path, options = {}) {
  return fetch(path, {
    ...options,
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
    headers: { 'X-Tlsdiag-Token': token, ...options.headers },
  });
}

/**
 * The events from a revision on. Calls on.flows, on.tick, on.end and on.state with 'live', 'lost',
 * 'refused'. Returns what stops it.
 */
export function follow(since, query, on) {
  const stop = new AbortController();
  let revision = since;
  let patience = 500;
  let over = false;

  function event(text) {
    const fields = new Map();
    for (const line of text.split('\n')) {
      const colon = line.indexOf(': ');
      fields.set(line.slice(0, colon), line.slice(colon + 2));
    }
    const data = JSON.parse(fields.get('data'));
    if (fields.get('event') === 'flows') {
      revision = data.revision;
      on.flows(data);
    } else if (fields.get('event') === 'end') {
      over = true;
      on.end(data);
    } else {
      on.tick(data);
    }
  }

  async function read() {
    const parameters = new URLSearchParams({ since: String(revision), query });
    const answer = await ask(`/api/events?${parameters}`, {
      signal: stop.signal,
      headers: { Accept: 'text/event-stream' },
    });
    if (answer.status === 401 || answer.status === 403) {
      over = true;
      on.state('refused');
      return;
    }
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    on.state('live');
    patience = 500;
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const events = (rest + value).split('\n\n');
      rest = events.pop();
      events.forEach(event);
    }
  }

  async function run() {
    while (!over && !stop.signal.aborted) {
      try {
        await read();
      } catch (problem) {
        if (stop.signal.aborted) return;
      }
      if (over || stop.signal.aborted) return;
      on.state('lost');
      await new Promise((done) => setTimeout(done, patience));
      patience = Math.min(patience * 2, 5000);
    }
  }

  run();
  return { stop: () => stop.abort(), revision: () => revision };
}
